locals {
  name = "dealwright-${var.environment}"
}

module "keys" {
  source = "./modules/keys"
  name   = local.name
}

module "network" {
  source      = "./modules/network"
  name        = local.name
  cidr        = var.vpc_cidr
  zones       = var.zones
  kms_key_arn = module.keys.arn
}

module "storage" {
  source      = "./modules/storage"
  name        = local.name
  kms_key_arn = module.keys.arn
}

module "registry" {
  source      = "./modules/registry"
  name        = local.name
  kms_key_arn = module.keys.arn
}

module "secrets" {
  source      = "./modules/secrets"
  name        = local.name
  kms_key_arn = module.keys.arn
}

module "load_balancer" {
  source            = "./modules/load_balancer"
  name              = local.name
  domain_name       = var.domain_name
  zone_id           = var.zone_id
  vpc_id            = module.network.vpc_id
  subnet_ids        = module.network.public_subnet_ids
  log_bucket        = module.storage.log_bucket
  kms_key_arn       = module.keys.arn
  security_group_id = module.network.balancer_security_group_id
}

module "database" {
  source                = "./modules/database"
  name                  = local.name
  subnet_ids            = module.network.data_subnet_ids
  security_group_id     = module.network.database_security_group_id
  kms_key_arn           = module.keys.arn
  instance_class        = var.database_class
  storage               = var.database_storage
  backup_days           = var.backup_days
  password_secret_id    = module.secrets.database_secret_id
  password_secret_stamp = module.secrets.database_secret_stamp
}

module "cache" {
  source            = "./modules/cache"
  name              = local.name
  subnet_ids        = module.network.data_subnet_ids
  security_group_id = module.network.cache_security_group_id
  kms_key_arn       = module.keys.arn
  node_type         = var.cache_node_type
  auth_token        = module.secrets.redis_token
}

module "hosts" {
  source            = "./modules/hosts"
  name              = local.name
  region            = var.region
  image             = "${module.registry.url}:${var.image_tag}"
  registry_arn      = module.registry.arn
  instance_type     = var.instance_type
  hosts             = var.hosts
  subnet_ids        = module.network.private_subnet_ids
  security_group_id = module.network.host_security_group_id
  target_group_arn  = module.load_balancer.target_group_arn
  vpc_cidr          = var.vpc_cidr
  kms_key_arn       = module.keys.arn
  domain_name       = var.domain_name
  database_address  = module.database.address
  database_name     = module.database.database_name
  database_user     = module.database.user
  redis_address     = module.cache.address
  secret_arns       = module.secrets.arns
  media_bucket_arn  = module.storage.media_bucket_arn
  backup_bucket_arn = module.storage.backup_bucket_arn
  settings          = var.settings
}

module "alarms" {
  source                 = "./modules/alarms"
  name                   = local.name
  emails                 = var.alarm_emails
  kms_key_arn            = module.keys.arn
  load_balancer_suffix   = module.load_balancer.arn_suffix
  target_group_suffix    = module.load_balancer.target_group_arn_suffix
  autoscaling_group_name = module.hosts.autoscaling_group_name
  database_identifier    = module.database.identifier
  replica_identifier     = module.database.replica_identifier
  database_storage       = var.database_storage
  cache_cluster_ids      = module.cache.cluster_ids
  host_log_group         = module.hosts.log_group
}
