variable "region" {
  description = "AWS region."
  type        = string
}

variable "name" {
  description = "Name of everything."
  type        = string
  default     = "migrations"
}

variable "environment" {
  description = "GitHub environment of the workflows, such as production."
  type        = string
}

variable "image" {
  description = "Image of the runner."
  type        = string
}

variable "private_registry" {
  description = "Whether the image is in a private registry that is not ECR."
  type        = bool
  default     = true
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64, as the image is."
  type        = string
  default     = "X86_64"
}

variable "repository_owner" {
  description = "Owner of the repository with the migrations, on GitHub."
  type        = string
}

variable "repository_name" {
  description = "Name of the repository with the migrations."
  type        = string
}

variable "repository_ref" {
  description = "Branch, tag or commit that is migrated to unless the run says another one."
  type        = string
  default     = "master"
}

variable "database_name" {
  description = "Database to create and migrate."
  type        = string
  default     = "app"
}

variable "deletion_protection" {
  description = "Whether the database refuses to be deleted. Set it to false, and apply, before you destroy."
  type        = bool
  default     = true
}

variable "snapshot_before" {
  description = "Whether the runner takes a snapshot before it migrates."
  type        = bool
  default     = false
}

variable "failure_mails" {
  description = "Addresses that are told of failed tasks."
  type        = set(string)
  default     = []
}

variable "schedule" {
  description = "When to start the task by itself; null for never."
  type        = string
  default     = null
}

variable "create_github_provider" {
  description = "Whether to make the identity provider for GitHub, of which an account has one."
  type        = bool
  default     = true
}
