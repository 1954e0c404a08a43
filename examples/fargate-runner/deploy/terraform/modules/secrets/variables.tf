variable "name" {
  description = "Prefix of the secrets' names, and name of the key's alias."
  type        = string
}

variable "registry" {
  description = "Whether the image is in a private registry that is not ECR."
  type        = bool
  default     = true
}

variable "database_users" {
  description = "Users that the migrations create, each with the number of its password's generation: a greater one makes a new password."
  type        = map(number)
  default     = {}
}
