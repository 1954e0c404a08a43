# Tells an SNS topic of every task that ended with another exit code than 0, or never started, and of every start by the schedule
# that was refused: then there is no task, and no event.

resource "aws_sns_topic" "failures" {
  name              = "${var.name}-failures"
  kms_master_key_id = var.topic_key_arn
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = var.failure_mails

  topic_arn = aws_sns_topic.failures.arn
  protocol  = "email"
  endpoint  = each.value
}

data "aws_iam_policy_document" "failures" {
  statement {
    sid       = "OnlyThisRuleAndAlarm"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.failures.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com", "cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = concat([aws_cloudwatch_event_rule.failures.arn], aws_cloudwatch_metric_alarm.not_started[*].arn)
    }
  }
}

resource "aws_sns_topic_policy" "failures" {
  arn    = aws_sns_topic.failures.arn
  policy = data.aws_iam_policy_document.failures.json
}

resource "aws_cloudwatch_event_rule" "failures" {
  name        = "${var.name}-failures"
  description = "A migration task failed or did not start"
  event_pattern = templatefile("${path.module}/../../../events/task-failed.json.tftpl", {
    cluster_arn            = aws_ecs_cluster.this.arn
    task_definition_prefix = "${aws_ecs_task_definition.this.arn_without_revision}:"
  })
}

resource "aws_cloudwatch_event_target" "failures" {
  rule = aws_cloudwatch_event_rule.failures.name
  arn  = aws_sns_topic.failures.arn

  input_transformer {
    input_paths = {
      task   = "$.detail.taskArn"
      code   = "$.detail.stopCode"
      reason = "$.detail.stoppedReason"
      exit   = "$.detail.containers[0].exitCode"
      time   = "$.time"
    }
    input_template = "\"Migration of ${var.name} failed at <time>: exit code <exit>, <code> (<reason>). Log group ${aws_cloudwatch_log_group.this.name}, task <task>\""
  }
}

resource "aws_cloudwatch_metric_alarm" "not_started" {
  count = local.schedules

  alarm_name          = "${var.name}-not-started"
  alarm_description   = "The schedule could not start the migration task of ${var.name}"
  namespace           = "AWS/Scheduler"
  metric_name         = "InvocationDroppedCount"
  dimensions          = { ScheduleGroup = aws_scheduler_schedule_group.this[0].name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.failures.arn]
}
