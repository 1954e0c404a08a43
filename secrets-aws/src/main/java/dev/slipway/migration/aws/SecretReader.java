package dev.slipway.migration.aws;

/** Makes credentials of a secret's content; throws CredentialException where the content is not of that kind. */
@FunctionalInterface
interface SecretReader<C> {
    C read(SecretContent content);
}
