variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets in at least two availability zones."
  type        = list(string)
}

variable "key_arn" {
  description = "KMS key for the storage and the administrator's secret."
  type        = string
}

variable "database_name" {
  description = "Database to create."
  type        = string
}

variable "administrator" {
  description = "Name of the administrator."
  type        = string
  default     = "sqladmin"
}

variable "engine_version" {
  description = "Version of Aurora PostgreSQL: 13.15, 14.12, 15.7, 16.3 or newer can pause."
  type        = string
  default     = "16.6"
}

variable "min_capacity" {
  description = "Smallest number of capacity units; 0 lets the cluster pause."
  type        = number
  default     = 0
}

variable "max_capacity" {
  description = "Greatest number of capacity units."
  type        = number
  default     = 2
}

variable "seconds_until_pause" {
  description = "How long nobody is connected before the cluster pauses."
  type        = number
  default     = 300
}

variable "backup_days" {
  description = "How long automatic backups are kept."
  type        = number
  default     = 7
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be deleted."
  type        = bool
  default     = true
}

variable "skip_final_snapshot" {
  description = "Whether deleting the cluster leaves no snapshot."
  type        = bool
  default     = false
}
