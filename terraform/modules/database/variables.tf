variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out, in two zones at least."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group of the database."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that the database, its backups and its insights are encrypted with."
  type        = string
}

variable "instance_class" {
  description = "Size of the database and of its replica."
  type        = string
}

variable "storage" {
  description = "Gigabytes at the start; it grows by itself to ten times that."
  type        = number
}

variable "backup_days" {
  description = "Days that the database can be set back to any second of."
  type        = number
}

variable "password_secret_id" {
  description = "Secret with the owner's password."
  type        = string
}

variable "password_secret_stamp" {
  description = "Number that is raised when the password is replaced."
  type        = number
}
