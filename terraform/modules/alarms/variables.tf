variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "emails" {
  description = "Addresses that alarms are sent to."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key that the topic is encrypted with."
  type        = string
}

variable "load_balancer_suffix" {
  description = "The load balancer's name in metrics."
  type        = string
}

variable "target_group_suffix" {
  description = "The target group's name in metrics."
  type        = string
}

variable "autoscaling_group_name" {
  description = "The group of hosts."
  type        = string
}

variable "database_identifier" {
  description = "The database's name in metrics."
  type        = string
}

variable "replica_identifier" {
  description = "The replica's name in metrics."
  type        = string
}

variable "database_storage" {
  description = "Gigabytes that the database began with."
  type        = number
}

variable "cache_cluster_ids" {
  description = "Redis's nodes' names in metrics."
  type        = list(string)
}

variable "host_log_group" {
  description = "Log of all roles."
  type        = string
}
