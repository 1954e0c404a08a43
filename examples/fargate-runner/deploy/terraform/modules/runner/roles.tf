# Two roles. The task role is what the runner itself may do: read the secrets that its references name. The execution
# role is what Fargate may do for it before it starts: pull the image and open the log. The statements are in ../../../policies;
# of each file those are taken that have a resource here.

locals {
  policies = "${path.module}/../../../policies"

  # Each reference without its JSON key: secretsmanager:ARN[:json-key:stage:id][#json-key], ssm:NAME[:version][#json-key].
  targets = [for reference in values(var.references) : split("#", reference)[0]]

  secret_arns = distinct([
    for target in local.targets : join(":", slice(split(":", target), 1, 8)) if startswith(target, "secretsmanager:")
  ])
  parameter_arns = distinct([
    for target in local.targets :
    startswith(target, "ssm:arn:")
    ? join(":", slice(split(":", target), 1, 7))
    : "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${trimprefix(split(":", target)[1], "/")}"
    if startswith(target, "ssm:")
  ])
  database_user_arns = [
    for target in local.targets :
    "arn:${local.partition}:rds-db:${local.region}:${local.account}:dbuser:${coalesce(var.database_resource_id, "database_resource_id-is-missing")}/${trimprefix(target, "rds-iam:")}"
    if startswith(target, "rds-iam:")
  ]
  secrets_service = "secretsmanager.${local.region}.${local.suffix}"

  snapshot_cluster_arns = var.snapshot_cluster == null ? [] : [
    "arn:${local.partition}:rds:${local.region}:${local.account}:cluster:${var.snapshot_cluster}",
  ]
  snapshot_tag_arns = var.snapshot_cluster == null ? [] : [
    "arn:${local.partition}:rds:${local.region}:${local.account}:cluster-snapshot:slipway-${var.snapshot_cluster}-*",
  ]

  task_policy = jsondecode(templatefile("${local.policies}/task-role.json.tftpl", {
    secret_arns        = local.secret_arns
    parameter_arns     = local.parameter_arns
    secret_key_arns    = length(local.secret_arns) > 0 ? var.secret_key_arns : []
    secrets_service    = local.secrets_service
    parameter_key_arns = length(local.parameter_arns) > 0 ? var.secret_key_arns : []
    parameters_service = "ssm.${local.region}.${local.suffix}"
    value_key_arns     = var.value_key_arns
    database_user_arns = local.database_user_arns
    snapshot_arns      = concat(local.snapshot_cluster_arns, local.snapshot_tag_arns)
    snapshot_tag_arns  = local.snapshot_tag_arns
  }))

  execution_policy = jsondecode(templatefile("${local.policies}/execution-role.json.tftpl", {
    registry_secret_arns = var.registry_secret_arn == null ? [] : [var.registry_secret_arn]
    registry_key_arns    = var.registry_secret_arn == null || var.registry_key_arn == null ? [] : [var.registry_key_arn]
    secrets_service      = local.secrets_service
    ecr_login_arns       = var.ecr_repository_arn == null ? [] : ["*"] # the action knows no resources
    ecr_repository_arns  = var.ecr_repository_arn == null ? [] : [var.ecr_repository_arn]
    log_group_arns       = ["${aws_cloudwatch_log_group.this.arn}:*"]
    log_stream_arns      = ["${aws_cloudwatch_log_group.this.arn}:log-stream:${var.name}/*"]
  }))
}

data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${local.region}:${local.account}:*"]
    }
  }
}

resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  description        = "What the migration task of ${var.name} may do"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy" "task" {
  name = "migration"
  role = aws_iam_role.task.id
  policy = jsonencode(merge(local.task_policy, {
    Statement = [for statement in local.task_policy.Statement : statement if length(statement.Resource) > 0]
  }))
}

resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  description        = "What Fargate may do to start the migration task of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.execution.id
  policy = jsonencode(merge(local.execution_policy, {
    Statement = [for statement in local.execution_policy.Statement : statement if length(statement.Resource) > 0]
  }))
}
