# The secrets of the blog's set-up, under a key of one's own. Deploy key and registry credentials are made empty: their
# values are put in by hand (see README.md). Passwords of database users are generated. No value enters Terraform's state.
# The aurora module's storage and snapshots are encrypted with the same key: to be destroyed is not for it (see README.md).

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_kms_key" "this" {
  description             = "Secrets and storage of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

# IAM decides, as with AWS's default key policy.
data "aws_iam_policy_document" "key" {
  statement {
    sid       = "LeaveToIam"
    actions   = ["kms:*"]
    resources = ["*"] # of a key's own policy: this key

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_secretsmanager_secret" "deploy_key" {
  name        = "${var.name}/deploy-key"
  description = "Private SSH key that may read the repository with the migrations, as plain text"
  kms_key_id  = aws_kms_key.this.arn
}

resource "aws_secretsmanager_secret" "registry" {
  count = var.registry ? 1 : 0

  name        = "${var.name}/registry"
  description = "JSON with username and password (a token that may read packages) of the image registry"
  kms_key_id  = aws_kms_key.this.arn
}

# Without punctuation: a password that holds a quote or a backslash is refused as a placeholder.
ephemeral "aws_secretsmanager_random_password" "user" {
  for_each = var.database_users

  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "user" {
  for_each = var.database_users

  name        = "${var.name}/database/${each.key}"
  description = "JSON with username and password of the database user ${each.key}"
  kms_key_id  = aws_kms_key.this.arn
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each = var.database_users

  secret_id = aws_secretsmanager_secret.user[each.key].id
  secret_string_wo = jsonencode({
    username = each.key
    password = ephemeral.aws_secretsmanager_random_password.user[each.key].random_password
  })
  secret_string_wo_version = each.value
}
