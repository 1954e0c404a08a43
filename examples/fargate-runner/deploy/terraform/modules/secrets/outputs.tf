output "key_arn" {
  description = "ARN of the KMS key."
  value       = aws_kms_key.this.arn
}

output "deploy_key_arn" {
  description = "ARN of the secret with the deploy key."
  value       = aws_secretsmanager_secret.deploy_key.arn
}

output "registry_arn" {
  description = "ARN of the secret with the registry credentials, or null."
  value       = one(aws_secretsmanager_secret.registry[*].arn)
}

output "database_user_arns" {
  description = "ARN of the secret of each user."
  value       = { for user, secret in aws_secretsmanager_secret.user : user => secret.arn }
}
