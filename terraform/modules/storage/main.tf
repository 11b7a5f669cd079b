# Buckets for media, for backups, and for the load balancer's log. Nothing is ever public, nothing goes without TLS.
variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that media and backups are encrypted with."
  type        = string
}

data "aws_caller_identity" "me" {}

locals {
  # The load balancer cannot write to a bucket that our own key encrypts.
  ours = {
    media  = { key = var.kms_key_arn, old_days = 90 }
    backup = { key = var.kms_key_arn, old_days = 35 }
    log    = { key = null, old_days = 30 }
  }
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_144:A copy in a second region is for whoever needs one; RDS keeps its own backups beside these
  #checkov:skip=CKV2_AWS_62:Nothing has to happen when a file arrives
  #checkov:skip=CKV_AWS_18:Logged below, but for the log's own bucket; the check does not follow for_each
  #checkov:skip=CKV_AWS_19:Encrypted below, each; the check does not follow for_each
  #checkov:skip=CKV_AWS_145:Media and backups have our key below; the load balancer's log can have Amazon's only
  for_each = local.ours
  bucket   = "${var.name}-${each.key}-${data.aws_caller_identity.me.account_id}"
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.ours
  bucket   = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.ours
  bucket   = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.value.key != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.key == null ? "AES256" : "aws:kms"
      kms_master_key_id = each.value.key
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = local.ours
  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.ours
  bucket   = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each   = local.ours
  bucket     = aws_s3_bucket.this[each.key].id
  depends_on = [aws_s3_bucket_versioning.this]

  rule {
    id     = "what was replaced or deleted goes"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = each.value.old_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = each.key == "media" ? [] : [each.key == "log" ? 400 : 365]

    content {
      id     = "old files go"
      status = "Enabled"

      filter {}

      expiration {
        days = rule.value
      }
    }
  }
}

# The log's own bucket would log each line that it writes.
resource "aws_s3_bucket_logging" "this" {
  for_each      = { for name, one in local.ours : name => one if name != "log" }
  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.this["log"].id
  target_prefix = "buckets/${each.key}/"
}

data "aws_iam_policy_document" "this" {
  for_each = local.ours

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = each.key == "log" ? { balancer = "logdelivery.elasticloadbalancing.amazonaws.com", buckets = "logging.s3.amazonaws.com" } : {}

    content {
      sid       = "LogsOf${title(statement.key)}"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.this["log"].arn}/${statement.key}/*"]

      principals {
        type        = "Service"
        identifiers = [statement.value]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.me.account_id]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each   = local.ours
  bucket     = aws_s3_bucket.this[each.key].id
  policy     = data.aws_iam_policy_document.this[each.key].json
  depends_on = [aws_s3_bucket_public_access_block.this]
}
