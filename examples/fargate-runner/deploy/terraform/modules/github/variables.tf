variable "name" {
  description = "Prefix of the roles' names."
  type        = string
}

variable "repository" {
  description = "OWNER/NAME of the repository whose workflows take the roles."
  type        = string
}

variable "environment" {
  description = "GitHub environment in which the jobs run."
  type        = string
}

variable "create_provider" {
  description = "Whether to make the identity provider for GitHub, of which an account has one."
  type        = bool
  default     = true
}

variable "session_seconds" {
  description = "How long a job may use a role."
  type        = number
  default     = 3600
}

variable "start_policy" {
  description = "The runner module's start_policy."
  type        = string
}

variable "cluster_identifier" {
  description = "Aurora cluster of which snapshots are taken. What is restored is named after it, with -restored behind."
  type        = string
}

variable "subnet_group_name" {
  description = "DB subnet group of the cluster."
  type        = string
}

variable "parameter_group_name" {
  description = "Cluster parameter group of the cluster."
  type        = string
}

variable "database_key_arns" {
  description = "Customer-managed KMS keys of the cluster."
  type        = list(string)
  default     = []
}
