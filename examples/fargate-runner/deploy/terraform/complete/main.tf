# The whole set-up of the blog, from an empty account: network, secrets, Aurora, the task, roles for GitHub. Leave out what is
# there already, and pass its ids instead.

provider "aws" {
  region = var.region

  default_tags {
    tags = { application = var.name }
  }
}

module "network" {
  source = "../modules/network"

  name = var.name
}

module "secrets" {
  source = "../modules/secrets"

  name           = var.name
  registry       = var.private_registry
  database_users = { read_only = 1, sample_application = 1 }
}

module "aurora" {
  source = "../modules/aurora"

  name                = var.name
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.database_subnet_ids
  key_arn             = module.secrets.key_arn
  database_name       = var.database_name
  deletion_protection = var.deletion_protection
}

module "runner" {
  source = "../modules/runner"

  name             = var.name
  image            = var.image
  cpu_architecture = var.cpu_architecture

  settings = {
    REPOSITORY_OWNER                  = var.repository_owner
    REPOSITORY_PATH                   = var.repository_name
    REPOSITORY_REF                    = var.repository_ref
    DB_HOST                           = module.aurora.endpoint
    DB_NAME                           = module.aurora.database_name
    DB_WAIT                           = "3m"
    LOCK_WAIT                         = "15m"
    SNAPSHOT_WAIT                     = "30m" # with DB_WAIT and LOCK_WAIT less than migrate.yml waits
    FLYWAY_PLACEHOLDERS_DATABASE_NAME = module.aurora.database_name
  }

  references = {
    REPOSITORY_DEPLOY_KEY_SECRET                    = "secretsmanager:${module.secrets.deploy_key_arn}"
    DB_CREDENTIALS                                  = "secretsmanager:${module.aurora.administrator_secret_arn}"
    FLYWAY_PLACEHOLDERS_READ_ONLY_PASSWORD          = "secretsmanager:${module.secrets.database_user_arns["read_only"]}#password"
    FLYWAY_PLACEHOLDERS_SAMPLE_APPLICATION_PASSWORD = "secretsmanager:${module.secrets.database_user_arns["sample_application"]}#password"
  }

  secret_key_arns     = [module.secrets.key_arn]
  registry_secret_arn = module.secrets.registry_arn
  registry_key_arn    = module.secrets.key_arn
  snapshot_cluster    = var.snapshot_before ? var.name : null

  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.task_subnet_ids
  assign_public_ip           = true
  database_security_group_id = module.aurora.security_group_id

  failure_mails = var.failure_mails
  schedule      = var.schedule
}

module "github" {
  source = "../modules/github"

  name                 = var.name
  repository           = "${var.repository_owner}/${var.repository_name}"
  environment          = var.environment
  create_provider      = var.create_github_provider
  start_policy         = module.runner.start_policy
  cluster_identifier   = module.aurora.cluster_identifier
  subnet_group_name    = module.aurora.subnet_group_name
  parameter_group_name = module.aurora.parameter_group_name
  database_key_arns    = [module.secrets.key_arn]
}
