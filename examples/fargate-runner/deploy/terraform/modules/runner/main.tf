# The migration as a Fargate task: task definition, cluster, log group, security group. Roles are in roles.tf, what is
# told when a task fails in alarm.tf, a schedule in schedule.tf.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  container = "migration"
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  account   = data.aws_caller_identity.current.account_id
  suffix    = data.aws_partition.current.dns_suffix

  settings = merge(
    { REGION = local.region },
    var.snapshot_cluster == null ? {} : { SNAPSHOT_BEFORE = var.snapshot_cluster },
    var.settings,
    var.references,
  )
}

resource "aws_ecs_cluster" "this" {
  name = var.name
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([merge(
    {
      name                   = local.container
      image                  = var.image
      essential              = true
      user                   = var.user
      readonlyRootFilesystem = true
      # SIGTERM lets the running migration finish; what is not finished then is killed. 120 is Fargate's limit.
      stopTimeout     = 120
      environment     = [for name in sort(keys(local.settings)) : { name = name, value = local.settings[name] }]
      linuxParameters = { capabilities = { drop = ["ALL"] } }
      healthCheck = {
        command     = concat(["CMD"], var.health_command)
        interval    = 30
        timeout     = 10
        retries     = 3
        startPeriod = 60
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = aws_cloudwatch_log_group.this.name
          "awslogs-region"        = local.region
          "awslogs-stream-prefix" = var.name
        }
      }
    },
    var.registry_secret_arn == null ? {} : { repositoryCredentials = { credentialsParameter = var.registry_secret_arn } },
  )])
}

resource "aws_security_group" "this" {
  name        = "${var.name}-task"
  description = "Migration tasks of ${var.name}: nobody comes in"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-task" }
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "AWS, image registry, Git over HTTPS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.https_cidr
}

resource "aws_vpc_security_group_egress_rule" "ssh" {
  count = var.ssh_cidr == null ? 0 : 1

  security_group_id = aws_security_group.this.id
  description       = "Git over SSH"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.ssh_cidr
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id            = aws_security_group.this.id
  description                  = "Database"
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = var.database_security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = var.database_security_group_id
  description                  = "Migration tasks of ${var.name}"
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = aws_security_group.this.id
}
