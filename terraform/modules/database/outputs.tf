output "address" {
  description = "Host of the database."
  value       = aws_db_instance.this.address
}

output "replica_address" {
  description = "Host of the replica."
  value       = aws_db_instance.replica.address
}

output "database_name" {
  description = "Name of the database."
  value       = aws_db_instance.this.db_name
}

output "user" {
  description = "Owner of the database."
  value       = local.user
}

output "identifier" {
  description = "The database's name in metrics."
  value       = aws_db_instance.this.identifier
}

output "replica_identifier" {
  description = "The replica's name in metrics."
  value       = aws_db_instance.replica.identifier
}
