# One line an alarm: what is measured, beyond what it rings, for how many minutes.
locals {
  web      = { LoadBalancer = var.load_balancer_suffix, TargetGroup = var.target_group_suffix }
  database = { DBInstanceIdentifier = var.database_identifier }

  alarms = merge({
    errors       = { about = "Pages fail", space = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", how = "Sum", above = 10, minutes = 5, of = local.web }
    unreachable  = { about = "The load balancer reaches no host", space = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", how = "Sum", above = 10, minutes = 5, of = { LoadBalancer = var.load_balancer_suffix } }
    slow         = { about = "One page in twenty takes over a second", space = "AWS/ApplicationELB", metric = "TargetResponseTime", how = "p95", above = 1, minutes = 10, of = local.web }
    hosts        = { about = "A host does not answer", space = "AWS/ApplicationELB", metric = "UnHealthyHostCount", how = "Maximum", above = 0, minutes = 10, of = local.web }
    processors   = { about = "Hosts are busy although more were started", space = "AWS/EC2", metric = "CPUUtilization", how = "Average", above = 85, minutes = 15, of = { AutoScalingGroupName = var.autoscaling_group_name } }
    database_cpu = { about = "The database is busy", space = "AWS/RDS", metric = "CPUUtilization", how = "Average", above = 80, minutes = 15, of = local.database }
    connections  = { about = "The database has many connections", space = "AWS/RDS", metric = "DatabaseConnections", how = "Maximum", above = 400, minutes = 5, of = local.database }
    replica_lag  = { about = "The replica is behind by over a minute", space = "AWS/RDS", metric = "ReplicaLag", how = "Maximum", above = 60, minutes = 10, of = { DBInstanceIdentifier = var.replica_identifier } }
    log_errors   = { about = "Processes log errors", space = var.name, metric = "LoggedErrors", how = "Sum", above = 20, minutes = 5, of = {} }
    }, {
    for id in var.cache_cluster_ids :
    "redis_${id}" => { about = "Redis is nearly full", space = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", how = "Maximum", above = 80, minutes = 10, of = { CacheClusterId = id } }
  })
}

resource "aws_cloudwatch_metric_alarm" "above" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.about
  namespace           = each.value.space
  metric_name         = each.value.metric
  dimensions          = each.value.of
  statistic           = startswith(each.value.how, "p") ? null : each.value.how
  extended_statistic  = startswith(each.value.how, "p") ? each.value.how : null
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = ceil(each.value.minutes * 0.8)
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

# Below, not above, and for both: at a tenth of what the storage was at first.
resource "aws_cloudwatch_metric_alarm" "storage" {
  for_each            = toset([var.database_identifier, var.replica_identifier])
  alarm_name          = "${var.name}-storage-${each.key}"
  alarm_description   = "The database runs out of storage"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = each.key }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = var.database_storage * 1024 * 1024 * 1024 / 10
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "${var.name}-errors"
  log_group_name = var.host_log_group
  pattern        = "?\" ERROR \" ?\" CRITICAL \""

  metric_transformation {
    namespace     = var.name
    name          = "LoggedErrors"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = toset(var.emails)
  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.value
}

# A failover, a restart and a full disk are told by the database itself.
resource "aws_db_event_subscription" "this" {
  name             = "${var.name}-database"
  sns_topic        = aws_sns_topic.this.arn
  source_type      = "db-instance"
  source_ids       = [var.database_identifier, var.replica_identifier]
  event_categories = ["availability", "failover", "failure", "low storage", "maintenance", "recovery"]
}
