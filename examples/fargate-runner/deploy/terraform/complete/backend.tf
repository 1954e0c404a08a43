# State in a bucket: terraform init -backend-config=bucket=… -backend-config=region=… -backend-config=key=…
terraform {
  backend "s3" {
    use_lockfile = true
    encrypt      = true
  }
}
