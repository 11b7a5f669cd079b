output "target_group_arn" {
  description = "Where hosts enlist."
  value       = aws_lb_target_group.web.arn
}

output "target_group_arn_suffix" {
  description = "The target group's name in metrics."
  value       = aws_lb_target_group.web.arn_suffix
}

output "arn_suffix" {
  description = "The load balancer's name in metrics."
  value       = aws_lb.this.arn_suffix
}
