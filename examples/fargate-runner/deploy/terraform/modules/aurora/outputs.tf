output "endpoint" {
  description = "Host of the writer."
  value       = aws_rds_cluster.this.endpoint
}

output "database_name" {
  description = "Name of the database."
  value       = aws_rds_cluster.this.database_name
}

output "administrator_secret_arn" {
  description = "ARN of the secret in which RDS keeps the administrator's user name and password."
  value       = aws_rds_cluster.this.master_user_secret[0].secret_arn
}

output "cluster_identifier" {
  description = "Identifier of the cluster."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_rds_cluster.this.arn
}

output "cluster_resource_id" {
  description = "Resource id of the cluster, for rds-db:connect."
  value       = aws_rds_cluster.this.cluster_resource_id
}

output "security_group_id" {
  description = "Security group of the cluster."
  value       = aws_security_group.this.id
}

output "subnet_group_name" {
  description = "Subnet group of the cluster."
  value       = aws_db_subnet_group.this.name
}

output "parameter_group_name" {
  description = "Parameter group of the cluster."
  value       = aws_rds_cluster_parameter_group.this.name
}

output "min_capacity" {
  description = "Smallest number of capacity units."
  value       = var.min_capacity
}

output "max_capacity" {
  description = "Greatest number of capacity units."
  value       = var.max_capacity
}
