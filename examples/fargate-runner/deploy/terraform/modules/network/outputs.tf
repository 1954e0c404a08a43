output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "task_subnet_ids" {
  description = "Subnets for tasks, which need a public address there."
  value       = aws_subnet.tasks[*].id
}

output "database_subnet_ids" {
  description = "Subnets without a route out."
  value       = aws_subnet.database[*].id
}
