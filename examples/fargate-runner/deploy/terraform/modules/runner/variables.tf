variable "name" {
  description = "Name of cluster, task definition and log streams, and prefix of the other names."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "The name takes lower-case letters, digits and hyphens, and begins with a letter."
  }
}

variable "image" {
  description = "Image of the runner, with its tag or, better, digest."
  type        = string
}

variable "user" {
  description = "Numeric user in the container."
  type        = string
  default     = "10001"
}

variable "health_command" {
  description = "Command in the image that says how far the run is, as ECS's health check."
  type        = list(string)
  default     = ["/opt/slipway/runtime/bin/java", "@/opt/slipway/health"]
}

variable "cpu" {
  description = "CPU units of the task."
  type        = number
  default     = 256
}

variable "memory" {
  description = "Memory of the task in MiB."
  type        = number
  default     = 512
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64, as the image is."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "The architecture is X86_64 or ARM64."
  }
}

variable "settings" {
  description = "Settings of the runner that are not secret, by the names of their environment variables."
  type        = map(string)
}

variable "references" {
  description = "Settings of the runner that refer to secrets: secretsmanager:ARN, ssm:NAME, kms:BASE64, rds-iam:USER, each but the last also with #json-key. The task role may read what they name."
  type        = map(string)

  validation {
    condition     = alltrue([for reference in values(var.references) : can(regex("^(secretsmanager:arn:[^#]*:secret:[^:#]+-[A-Za-z0-9]{6}([:#]|$)|ssm:|kms:|rds-iam:)", reference))])
    error_message = "A reference begins with secretsmanager:arn:, ssm:, kms: or rds-iam:. Secrets are named by their whole ARN, with the six characters at its end, since the task role's policy is made of it."
  }
}

variable "secret_key_arns" {
  description = "Customer-managed KMS keys of the secrets and parameters."
  type        = list(string)
  default     = []
}

variable "value_key_arns" {
  description = "KMS keys of kms: references."
  type        = list(string)
  default     = []
}

variable "database_resource_id" {
  description = "Resource id of the cluster (cluster-…) or instance (db-…), for an rds-iam: reference."
  type        = string
  default     = null
}

variable "registry_secret_arn" {
  description = "Secret with username and password of a private image registry; null if the image is public or in ECR."
  type        = string
  default     = null
}

variable "registry_key_arn" {
  description = "Customer-managed KMS key of that secret."
  type        = string
  default     = null
}

variable "ecr_repository_arn" {
  description = "Repository in ECR that holds the image; null if it is elsewhere."
  type        = string
  default     = null
}

variable "snapshot_cluster" {
  description = "Identifier of the Aurora cluster of which the runner takes a snapshot before it migrates (SNAPSHOT_BEFORE); null for none."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "VPC in which tasks run."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets in which tasks run; they need a way to AWS, the image registry and Git."
  type        = list(string)
}

variable "assign_public_ip" {
  description = "Whether tasks get a public address: in public subnets they need one."
  type        = bool
  default     = false
}

variable "database_security_group_id" {
  description = "Security group of the database. It is opened for the tasks."
  type        = string
}

variable "database_port" {
  description = "Port of the database."
  type        = number
  default     = 5432
}

variable "https_cidr" {
  description = "Addresses that tasks may reach on port 443."
  type        = string
  default     = "0.0.0.0/0"
}

variable "ssh_cidr" {
  description = "Addresses that tasks may reach on port 22; null for none."
  type        = string
  default     = "0.0.0.0/0"
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "log_key_arn" {
  description = "KMS key of the logs; its policy must let CloudWatch Logs use it. Null for AWS's own encryption."
  type        = string
  default     = null
}

variable "topic_key_arn" {
  description = "KMS key of the topic; its policy must let events.amazonaws.com use it, and with a schedule cloudwatch.amazonaws.com. Null for none."
  type        = string
  default     = null
}

variable "failure_mails" {
  description = "Addresses that are told of failed tasks; each has to confirm."
  type        = set(string)
  default     = []
}

variable "schedule" {
  description = "When to start the task, such as cron(0 3 * * ? *); null for never."
  type        = string
  default     = null
}

variable "schedule_timezone" {
  description = "Time zone of the schedule."
  type        = string
  default     = "UTC"
}
