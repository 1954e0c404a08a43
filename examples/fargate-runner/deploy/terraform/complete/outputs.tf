output "workflow_variables" {
  description = "Variables of the GitHub environment, for the workflows."
  value = {
    AWS_REGION          = var.region
    AWS_MIGRATE_ROLE    = module.github.migrate_role_arn
    AWS_RESTORE_ROLE    = module.github.restore_role_arn
    ECS_CLUSTER         = module.runner.cluster_name
    ECS_TASK_DEFINITION = module.runner.task_definition
    ECS_CONTAINER       = module.runner.container
    ECS_SUBNETS         = join(",", module.runner.subnet_ids)
    ECS_SECURITY_GROUP  = module.runner.security_group_id
    ECS_PUBLIC_IP       = "ENABLED"
    LOG_GROUP           = module.runner.log_group
    LOG_PREFIX          = var.name
    DB_CLUSTER          = module.aurora.cluster_identifier
    DB_SUBNET_GROUP     = module.aurora.subnet_group_name
    DB_PARAMETER_GROUP  = module.aurora.parameter_group_name
    DB_KEY              = module.secrets.key_arn
    DB_SECURITY_GROUP   = module.aurora.security_group_id
    DB_MIN_CAPACITY     = module.aurora.min_capacity
    DB_MAX_CAPACITY     = module.aurora.max_capacity
  }
}

output "secrets_to_fill" {
  description = "Secrets that were made empty."
  value       = compact([module.secrets.deploy_key_arn, module.secrets.registry_arn])
}

output "administrator_secret_arn" {
  description = "Secret in which RDS keeps the administrator's login."
  value       = module.aurora.administrator_secret_arn
}
