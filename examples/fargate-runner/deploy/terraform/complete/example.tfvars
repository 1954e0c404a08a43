# Copy it to REGION.tfvars, one file a region.
region           = "eu-west-1"
environment      = "production"
image            = "ghcr.io/acme/schema/fargate-runner:1.0.0"
repository_owner = "acme"
repository_name  = "schema"
failure_mails    = ["database-team@example.com"]
