# Copy it to ENVIRONMENT.tfvars, one file for each GitHub environment. A second one in the same account needs a name of its own,
# and create_github_provider = false.
region           = "eu-west-1"
environment      = "production"
image            = "ghcr.io/acme/schema/fargate-runner:1.0.0"
repository_owner = "acme"
repository_name  = "schema"
failure_mails    = ["database-team@example.com"]
