output "media_bucket" {
  description = "Name of the bucket for uploaded files."
  value       = aws_s3_bucket.this["media"].id
}

output "media_bucket_arn" {
  description = "The bucket for uploaded files."
  value       = aws_s3_bucket.this["media"].arn
}

output "backup_bucket" {
  description = "Name of the bucket for backups."
  value       = aws_s3_bucket.this["backup"].id
}

output "backup_bucket_arn" {
  description = "The bucket for backups."
  value       = aws_s3_bucket.this["backup"].arn
}

output "log_bucket" {
  description = "Name of the bucket for the load balancer's log; whoever writes there needs its policy first."
  value       = aws_s3_bucket_policy.this["log"].bucket
}
