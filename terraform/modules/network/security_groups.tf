# Who may talk to whom: the world to the load balancer, that to the hosts, those to the database and Redis. Nothing else.
resource "aws_security_group" "balancer" {
  #checkov:skip=CKV2_AWS_5:Attached in the module of what it guards
  name        = "${var.name}-balancer"
  description = "The load balancer: HTTPS from everywhere, pages from the hosts"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "host" {
  #checkov:skip=CKV2_AWS_5:Attached in the module of what it guards
  name        = "${var.name}-host"
  description = "Hosts: asked by the load balancer only"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "database" {
  #checkov:skip=CKV2_AWS_5:Attached in the module of what it guards
  name        = "${var.name}-database"
  description = "The database: asked by the hosts only, asks nobody"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "cache" {
  #checkov:skip=CKV2_AWS_5:Attached in the module of what it guards
  name        = "${var.name}-cache"
  description = "Redis: asked by the hosts only, asks nobody"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "balancer_https" {
  security_group_id = aws_security_group.balancer.id
  description       = "HTTPS from everywhere"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "balancer_http" {
  #checkov:skip=CKV_AWS_260:Answered with a redirect to HTTPS and nothing else
  security_group_id = aws_security_group.balancer.id
  description       = "HTTP, which is redirected"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "balancer_to_host" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "nginx on the hosts"
  referenced_security_group_id = aws_security_group.host.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_ingress_rule" "host_from_balancer" {
  security_group_id            = aws_security_group.host.id
  description                  = "nginx"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_egress_rule" "host_https" {
  security_group_id = aws_security_group.host.id
  description       = "Registries, AWS and, where one is set, a language model"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "host_mail" {
  security_group_id = aws_security_group.host.id
  description       = "E-mail, handed to its server over TLS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 587
  to_port           = 587
}

resource "aws_vpc_security_group_egress_rule" "host_to_database" {
  security_group_id            = aws_security_group.host.id
  description                  = "PostgreSQL"
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_egress_rule" "host_to_cache" {
  security_group_id            = aws_security_group.host.id
  description                  = "Redis"
  referenced_security_group_id = aws_security_group.cache.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_vpc_security_group_ingress_rule" "database_from_host" {
  security_group_id            = aws_security_group.database.id
  description                  = "PostgreSQL"
  referenced_security_group_id = aws_security_group.host.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_host" {
  security_group_id            = aws_security_group.cache.id
  description                  = "Redis"
  referenced_security_group_id = aws_security_group.host.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}
