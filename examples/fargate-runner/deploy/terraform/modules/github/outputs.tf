output "migrate_role_arn" {
  description = "Role of the workflows migrate.yml, snapshot.yml and document-schema.yml."
  value       = aws_iam_role.migrate.arn
}

output "restore_role_arn" {
  description = "Role of the workflow restore.yml."
  value       = aws_iam_role.restore.arn
}
