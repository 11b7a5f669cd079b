variable "region" {
  description = "AWS region, such as eu-central-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be written as eu-central-1 is."
  }
}

variable "environment" {
  description = "What this installation is for; part of every name."
  type        = string
  default     = "production"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment))
    error_message = "The environment must be 2 to 12 small letters and digits."
  }
}

variable "domain_name" {
  description = "Where the site is, such as crm.example.com. A record and a certificate are made for it."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "The domain name must be a host name in small letters, without https://."
  }
}

variable "zone_id" {
  description = "Route 53 hosted zone that the domain name lies in."
  type        = string

  validation {
    condition     = can(regex("^Z[A-Z0-9]+$", var.zone_id))
    error_message = "The zone must be the id of a hosted zone, which begins with Z."
  }
}

variable "image_tag" {
  description = "Tag of the image to run, in the registry that this makes. Tags are never moved: a new release has a new tag."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "The tag must name one release; “latest” names none."
  }
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; each has to confirm once."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "Each alarm address must be an e-mail address."
  }
}

variable "vpc_cidr" {
  description = "Addresses of the network; room for three kinds of subnets in each zone."
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && try(tonumber(split("/", var.vpc_cidr)[1]) <= 20, false)
    error_message = "The network must be an IPv4 block of /20 or larger."
  }
}

variable "zones" {
  description = "Letters of the availability zones. Never reorder them: their subnets would move."
  type        = list(string)
  default     = ["a", "b"]

  validation {
    condition     = contains([2, 3], length(var.zones)) && alltrue([for zone in var.zones : can(regex("^[a-f]$", zone))])
    error_message = "Two or three letters: with one zone, its loss is the site's."
  }
}

variable "instance_type" {
  description = "Size of a host. Each runs as many web processes as it has cores, a worker, a beat and a sweep."
  type        = string
  default     = "m7i.large"
}

variable "hosts" {
  description = "Fewest and most hosts; as many run as keep processors half busy."
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 6 }

  validation {
    condition     = var.hosts.min >= 2 && var.hosts.max >= var.hosts.min
    error_message = "At least two hosts, and no fewer at most than at least."
  }
}

variable "database_class" {
  description = "Size of the database and of its replica."
  type        = string
  default     = "db.m7g.large"
}

variable "database_storage" {
  description = "Gigabytes at the start; it grows by itself to ten times that."
  type        = number
  default     = 100

  validation {
    condition     = var.database_storage >= 20 && var.database_storage <= 6000
    error_message = "Between 20 and 6000 gigabytes."
  }
}

variable "backup_days" {
  description = "Days that the database can be set back to any second of."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "Between 7 and 35 days."
  }
}

variable "cache_node_type" {
  description = "Size of a Redis node. It carries hints only, so the smallest will do."
  type        = string
  default     = "cache.t4g.small"
}

variable "settings" {
  description = "Further variables of the product by name (.env.example), such as TIME_ZONE. No secrets: those go into the secret “further”."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.settings) : can(regex("^[A-Z][A-Z0-9_]*$", name))])
    error_message = "Each name must be one of a variable, in capitals."
  }

  validation {
    condition     = length(setintersection(keys(var.settings), ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DEBUG", "DEMO"])) == 0
    error_message = "SECRET_KEY, DATABASE_URL and REDIS_URL are made here, and DEBUG and DEMO are never for the world."
  }
}
