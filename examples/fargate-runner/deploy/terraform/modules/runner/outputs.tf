output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = aws_ecs_cluster.this.arn
}

output "task_definition" {
  description = "Family of the task definition: running it takes the newest revision."
  value       = aws_ecs_task_definition.this.family
}

output "container" {
  description = "Name of the container, for overrides."
  value       = local.container
}

output "log_group" {
  description = "Name of the log group; a task's stream is NAME/CONTAINER/TASK-ID."
  value       = aws_cloudwatch_log_group.this.name
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.this.id
}

output "subnet_ids" {
  description = "Subnets of the tasks."
  value       = var.subnet_ids
}

output "failure_topic_arn" {
  description = "Topic that is told of failed tasks."
  value       = aws_sns_topic.failures.arn
}

output "start_policy" {
  description = "What is needed to start a task, follow it and read its log, as JSON."
  value       = jsonencode(local.start_policy)
}

output "task_role_policy" {
  description = "Policy of the task role, as JSON."
  value       = aws_iam_role_policy.task.policy
}

output "execution_role_policy" {
  description = "Policy of the execution role, as JSON."
  value       = aws_iam_role_policy.execution.policy
}
