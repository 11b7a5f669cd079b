variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "image" {
  description = "Image of the product with its tag."
  type        = string
}

variable "registry_arn" {
  description = "The repository that the image lies in."
  type        = string
}

variable "nginx_image" {
  description = "Image of nginx: the one of docker-compose.yml, from a registry that needs no account."
  type        = string
  default     = "public.ecr.aws/nginx/nginx-unprivileged:1.28-alpine"
}

variable "instance_type" {
  description = "Size of a host."
  type        = string
}

variable "hosts" {
  description = "Fewest and most hosts."
  type        = object({ min = number, max = number })
}

variable "subnet_ids" {
  description = "Private subnets."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group of the hosts."
  type        = string
}

variable "target_group_arn" {
  description = "Where hosts enlist."
  type        = string
}

variable "vpc_cidr" {
  description = "The network, whose load balancer's word about addresses and HTTPS is taken."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of secrets, buckets and logs."
  type        = string
}

variable "domain_name" {
  description = "Where the site is."
  type        = string
}

variable "database_address" {
  description = "Host of the database."
  type        = string
}

variable "database_name" {
  description = "Name of the database."
  type        = string
}

variable "database_user" {
  description = "Owner of the database."
  type        = string
}

variable "redis_address" {
  description = "Host of Redis."
  type        = string
}

variable "secret_arns" {
  description = "Secrets by name: secret-key, database, redis, further."
  type        = map(string)
}

variable "media_bucket_arn" {
  description = "The bucket for uploaded files."
  type        = string
}

variable "backup_bucket_arn" {
  description = "The bucket for backups."
  type        = string
}

variable "settings" {
  description = "Further variables of the product by name."
  type        = map(string)
}
