# Secrets are invented here, written to Secrets Manager and read by the hosts at their start. All but Redis's are passed
# through write-only arguments: they are in neither state nor plan. To replace one, raise its stamp (README).
variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that secrets are encrypted with."
  type        = string
}

locals {
  stamp = { secret-key = 1, database = 1 }
}

# Letters and digits: they become parts of addresses.
ephemeral "random_password" "this" {
  for_each = local.stamp
  length   = 64
  special  = false
}

resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV2_AWS_57:Replaced by raising a stamp and renewing the hosts, which read secrets at their start
  for_each                = local.stamp
  name                    = "${var.name}/${each.key}"
  description             = "Dealwright: ${each.key}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each                 = local.stamp
  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = ephemeral.random_password.this[each.key].result
  secret_string_wo_version = each.value
}

# ElastiCache takes its token as an ordinary argument, so this one is in the (encrypted) state.
resource "random_password" "redis" {
  length  = 64
  special = false
}

resource "aws_secretsmanager_secret" "redis" {
  #checkov:skip=CKV2_AWS_57:Replaced by tainting the password and renewing the hosts, which read secrets at their start
  name                    = "${var.name}/redis"
  description             = "Dealwright: token of Redis"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "redis" {
  secret_id     = aws_secretsmanager_secret.redis.id
  secret_string = random_password.redis.result
}

# Lines NAME=value that somebody puts there by hand: keys of a language model, the password of the e-mail server. Only the
# first value is written from here.
resource "aws_secretsmanager_secret" "further" {
  #checkov:skip=CKV2_AWS_57:Whoever gave these out replaces them
  name                    = "${var.name}/further"
  description             = "Dealwright: further secret variables, one NAME=value a line"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "further" {
  secret_id                = aws_secretsmanager_secret.further.id
  secret_string_wo         = "# NAME=value, one a line"
  secret_string_wo_version = 1
}
