variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "domain_name" {
  description = "Where the site is."
  type        = string
}

variable "zone_id" {
  description = "Route 53 hosted zone that the domain name lies in."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group of the load balancer."
  type        = string
}

variable "log_bucket" {
  description = "Bucket that requests are logged in."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that the firewall's log is encrypted with."
  type        = string
}
