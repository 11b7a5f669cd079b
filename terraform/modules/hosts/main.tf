# Hosts of containers. Each has nginx, web, worker, beat and sweep: the last three may run several times harmlessly.
# A new image or setting replaces the hosts, one after another.
data "aws_ssm_parameter" "amazon_linux" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/hosts"
  retention_in_days = 365
  kms_key_id        = var.kms_key_arn
}

resource "aws_launch_template" "this" {
  name_prefix            = "${var.name}-"
  image_id               = data.aws_ssm_parameter.amazon_linux.insecure_value # a public name
  instance_type          = var.instance_type
  update_default_version = true
  ebs_optimized          = true

  user_data = base64gzip(templatefile("${path.module}/user_data.sh.tftpl", {
    region           = var.region
    image            = var.image
    registry         = split("/", var.image)[0]
    nginx_image      = var.nginx_image
    nginx_template   = filebase64("${path.module}/../../../deploy/nginx/nginx.conf.template")
    log_group        = aws_cloudwatch_log_group.this.name
    vpc_cidr         = var.vpc_cidr
    domain_name      = var.domain_name
    database_address = var.database_address
    database_name    = var.database_name
    database_user    = var.database_user
    redis_address    = var.redis_address
    secret_arns      = var.secret_arns
    settings         = var.settings
  }))

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [var.security_group_id]
  }

  # Version 2 only, and not from within a container.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = 30
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = var.name }
  }
}

resource "aws_autoscaling_group" "this" {
  name_prefix         = "${var.name}-"
  min_size            = var.hosts.min
  max_size            = var.hosts.max
  vpc_zone_identifier = var.subnet_ids
  target_group_arns   = [var.target_group_arn]
  health_check_type   = "ELB"
  # A first start installs, pulls and migrates before it answers.
  health_check_grace_period = 600
  default_instance_warmup   = 180

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 150
      auto_rollback          = true
    }
  }

  tag {
    key                 = "Name"
    value               = var.name
    propagate_at_launch = true
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_autoscaling_policy" "processors" {
  name                   = "processors-half-busy"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 50

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
