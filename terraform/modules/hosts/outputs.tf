output "autoscaling_group_name" {
  description = "The group of hosts."
  value       = aws_autoscaling_group.this.name
}

output "log_group" {
  description = "Log of all roles."
  value       = aws_cloudwatch_log_group.this.name
}
