# Redis in two zones: it carries hints to the workers. Whatever is lost here, the sweep finds in the database.
variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out, in two zones at least."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group of Redis."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that it is encrypted with."
  type        = string
}

variable "node_type" {
  description = "Size of a node."
  type        = string
}

variable "auth_token" {
  description = "What it asks its callers for."
  type        = string
  sensitive   = true
}

resource "aws_elasticache_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_elasticache_parameter_group" "this" {
  name   = var.name
  family = "redis7"

  # Refuse rather than forget: a task that was taken is written down here until it is done.
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV_AWS_134:Hints only; nothing in it is worth a backup
  replication_group_id       = var.name
  description                = "Dealwright: hints to workers"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_clusters         = 2
  multi_az_enabled           = true
  automatic_failover_enabled = true
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [var.security_group_id]
  parameter_group_name       = aws_elasticache_parameter_group.this.name
  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token                 = var.auth_token
  auth_token_update_strategy = "ROTATE"
  auto_minor_version_upgrade = true
  maintenance_window         = "sun:05:00-sun:06:00"
}

output "address" {
  description = "Host of the node that is written to."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "cluster_ids" {
  description = "The nodes' names in metrics."
  value       = [for number in range(2) : format("%s-%03d", aws_elasticache_replication_group.this.replication_group_id, number + 1)]
}
