terraform {
  # 1.11 is the first with write-only arguments: passwords pass through and are not kept in the state.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }

  # Bucket and lock table are made by bootstrap/, whose output is backend.hcl.
  backend "s3" {
    key     = "dealwright/terraform.tfstate"
    encrypt = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Product     = "dealwright"
      Environment = var.environment
      ManagedBy   = "terraform"
    }
  }
}
