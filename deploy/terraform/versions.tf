terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.80, < 7.0"
    }
  }

  # Where the state is kept is told at `terraform init -backend-config=...`; it has nothing secret in it but what
  # is given for push messages.
  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project   = "oddiya"
      ManagedBy = "terraform"
    }
  }
}
