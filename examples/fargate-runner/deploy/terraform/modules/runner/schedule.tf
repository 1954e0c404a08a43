# Optional: starts the task by the clock. With nothing pending it changes nothing, and fails if history and files disagree.

locals {
  schedules = var.schedule == null ? 0 : 1

  start_policy = jsondecode(templatefile("${local.policies}/start-task.json.tftpl", {
    cluster_arn          = aws_ecs_cluster.this.arn
    task_definition_arns = ["${aws_ecs_task_definition.this.arn_without_revision}:*"]
    role_arns            = [aws_iam_role.task.arn, aws_iam_role.execution.arn]
    task_arns            = ["arn:${local.partition}:ecs:${local.region}:${local.account}:task/${aws_ecs_cluster.this.name}/*"]
    log_stream_arns      = ["${aws_cloudwatch_log_group.this.arn}:log-stream:${var.name}/*"]
  }))
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "scheduler" {
  count = local.schedules

  name               = "${var.name}-scheduler"
  description        = "Starts the migration task of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.scheduler.json
}

resource "aws_iam_role_policy" "scheduler" {
  count = local.schedules

  name = "start"
  role = aws_iam_role.scheduler[0].id
  policy = jsonencode(merge(local.start_policy, {
    Statement = [for statement in local.start_policy.Statement : statement if contains(["RunTask", "PassRoles"], statement.Sid)]
  }))
}

# A group of its own, since Amazon EventBridge counts by group.
resource "aws_scheduler_schedule_group" "this" {
  count = local.schedules

  name = var.name
}

resource "aws_scheduler_schedule" "this" {
  count = local.schedules

  name                         = var.name
  group_name                   = aws_scheduler_schedule_group.this[0].name
  schedule_expression          = var.schedule
  schedule_expression_timezone = var.schedule_timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.this.arn
    role_arn = aws_iam_role.scheduler[0].arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.this.arn_without_revision
      launch_type         = "FARGATE"

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [aws_security_group.this.id]
        assign_public_ip = var.assign_public_ip
      }
    }

    # Of two tasks that start after all, one finds nothing to do.
    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }
  }
}
