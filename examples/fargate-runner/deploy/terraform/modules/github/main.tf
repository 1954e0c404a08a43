# Roles for the workflows in ../../../github-workflows, which log in by OpenID Connect: no key of AWS is kept on GitHub.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  host      = "token.actions.githubusercontent.com"
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  taken     = "${local.rds}:cluster-snapshot:slipway-${var.cluster_identifier}-*"
  account   = data.aws_caller_identity.current.account_id
  suffix    = data.aws_partition.current.dns_suffix
  rds       = "arn:${local.partition}:rds:${local.region}:${local.account}"
  provider  = var.create_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:${local.partition}:iam::${local.account}:oidc-provider/${local.host}"

  policies = "${path.module}/../../../policies"

  snapshots = templatefile("${local.policies}/snapshots.json.tftpl", {
    snapshot_arns     = ["${local.rds}:cluster:${var.cluster_identifier}", local.taken]
    snapshot_tag_arns = [local.taken]
  })

  restored = [
    "${local.rds}:cluster:${var.cluster_identifier}-restored*",
    "${local.rds}:db:${var.cluster_identifier}-restored*",
  ]
  restore = jsondecode(templatefile("${local.policies}/restore.json.tftpl", {
    restored_arns = local.restored
    restore_arns = concat(local.restored, [
      local.taken,
      "${local.rds}:subgrp:${var.subnet_group_name}",
      "${local.rds}:cluster-pg:${var.parameter_group_name}",
      # The engine's own groups, where none is named.
      "${local.rds}:og:default:*",
      "${local.rds}:pg:default.*",
    ])
    login_secret_arns = ["arn:${local.partition}:secretsmanager:${local.region}:${local.account}:secret:rds!cluster-*"]
    database_key_arns = var.database_key_arns
    key_services      = ["rds.${local.region}.${local.suffix}", "secretsmanager.${local.region}.${local.suffix}"]
    grant_services    = ["rds.${local.region}.${local.suffix}"]
  }))
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_provider ? 1 : 0

  url            = "https://${local.host}"
  client_id_list = ["sts.amazonaws.com"]
}

# Only jobs of the named environment: who may start one, and after whose approval, is the environment's protection rule.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:sub"
      values   = ["repo:${var.repository}:environment:${var.environment}"]
    }
  }
}

resource "aws_iam_role" "migrate" {
  name                 = "${var.name}-github-migrate"
  description          = "Workflow of ${var.repository}: snapshot, then the migration task"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = var.session_seconds
}

resource "aws_iam_role_policy" "migrate" {
  name   = "start-task"
  role   = aws_iam_role.migrate.id
  policy = var.start_policy
}

resource "aws_iam_role_policy" "migrate_snapshots" {
  name   = "take-snapshot"
  role   = aws_iam_role.migrate.id
  policy = local.snapshots
}

resource "aws_iam_role" "restore" {
  name                 = "${var.name}-github-restore"
  description          = "Workflow of ${var.repository}: restores a snapshot into a new cluster"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = var.session_seconds
}

resource "aws_iam_role_policy" "restore" {
  name = "restore-snapshot"
  role = aws_iam_role.restore.id
  policy = jsonencode(merge(local.restore, {
    Statement = [for statement in local.restore.Statement : statement if length(statement.Resource) > 0]
  }))
}
