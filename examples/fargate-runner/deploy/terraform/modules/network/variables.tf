variable "name" {
  description = "Name of the VPC and prefix of what is in it."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC, at least a /20."
  type        = string
  default     = "10.42.0.0/16"
}
