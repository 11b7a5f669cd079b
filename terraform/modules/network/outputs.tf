output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "For the load balancer."
  value       = aws_subnet.public[*].id
}

output "private_subnet_ids" {
  description = "For the hosts."
  value       = aws_subnet.private[*].id
}

output "data_subnet_ids" {
  description = "For the database and Redis."
  value       = aws_subnet.data[*].id
}

output "balancer_security_group_id" {
  description = "Group of the load balancer."
  value       = aws_security_group.balancer.id
}

output "host_security_group_id" {
  description = "Group of the hosts."
  value       = aws_security_group.host.id
}

output "database_security_group_id" {
  description = "Group of the database."
  value       = aws_security_group.database.id
}

output "cache_security_group_id" {
  description = "Group of Redis."
  value       = aws_security_group.cache.id
}
