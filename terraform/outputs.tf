output "url" {
  description = "Where the site is."
  value       = "https://${var.domain_name}"
}

output "registry_url" {
  description = "Where images are pushed to: docker push URL:TAG, then apply with image_tag=TAG."
  value       = module.registry.url
}

output "database_address" {
  description = "Host of the database, reachable from the hosts only."
  value       = module.database.address
}

output "replica_address" {
  description = "Host of the read replica."
  value       = module.database.replica_address
}

output "redis_address" {
  description = "Host of Redis."
  value       = module.cache.address
}

output "media_bucket" {
  description = "Bucket for uploaded files."
  value       = module.storage.media_bucket
}

output "backup_bucket" {
  description = "Bucket for backups beside those that RDS makes."
  value       = module.storage.backup_bucket
}

output "secret_arns" {
  description = "Where the secrets lie, by name; their values are in no output."
  value       = module.secrets.arns
}

output "autoscaling_group" {
  description = "The group of hosts, for aws ssm start-session and instance refreshes."
  value       = module.hosts.autoscaling_group_name
}

output "log_group" {
  description = "CloudWatch log group of all roles."
  value       = module.hosts.log_group
}
