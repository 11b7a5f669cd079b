output "arns" {
  description = "The secrets by name, once they have a value."
  value = merge(
    { for name, version in aws_secretsmanager_secret_version.this : name => version.arn },
    { redis = aws_secretsmanager_secret_version.redis.arn, further = aws_secretsmanager_secret_version.further.arn },
  )
}

output "database_secret_id" {
  description = "The secret with the database's password, once it has one."
  value       = aws_secretsmanager_secret_version.this["database"].secret_id
}

output "database_secret_stamp" {
  description = "Number that is raised when the database's password is replaced."
  value       = local.stamp["database"]
}

output "redis_token" {
  description = "What Redis asks its callers for."
  value       = random_password.redis.result
  sensitive   = true
}
