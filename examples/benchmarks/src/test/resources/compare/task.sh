#!/usr/bin/env bash
# What the entry point of "Running Flyway from AWS Fargate" does, step by step, with stand-ins for AWS and GitHub. Argument:
# the branch. Unlike the ancestor it stops at the first step that fails, so that nothing is measured that did not work.
set -euo pipefail
cd "$HOME"

secret() {
  "$AWS" secretsmanager get-secret-value --endpoint-url "$SECRETS_URL" --region "$REGION" --secret-id "$1" \
    --query SecretString --output text
}

password() {
  secret "$1" | jq -r .password
}

# The deploy key, and the server's host key.
mkdir .ssh
secret "$REPOSITORY_DEPLOY_KEY_SECRET" > .ssh/id_rsa
chmod 0600 .ssh/id_rsa
ssh-keyscan -p "$REPOSITORY_PORT" 127.0.0.1 >> .ssh/known_hosts

# OpenSSH looks for these files where the password file says that the home is.
export GIT_SSH_COMMAND="ssh -F /dev/null -i $HOME/.ssh/id_rsa -o IdentitiesOnly=yes -o UserKnownHostsFile=$HOME/.ssh/known_hosts"
git clone --single-branch -b "$1" "$REPOSITORY_URL" schema
cd schema

admin=$(password "$ADMIN_SECRET")
reader=$(password "$READER_SECRET")
shop=$(password "$SHOP_SECRET")

options=(
  -url="$DB_URL"
  -user=sqladmin
  -password="$admin"
  -locations=filesystem:./sql
  -placeholders.DATABASE_NAME="$DB_NAME"
  -placeholders.READ_ONLY_PASSWORD="$reader"
  -placeholders.SAMPLE_APPLICATION_PASSWORD="$shop"
  # It would ask a server of its maker's.
  -skipCheckForUpdate
)
"$FLYWAY" "${options[@]}" info
"$FLYWAY" "${options[@]}" migrate
"$FLYWAY" "${options[@]}" info
