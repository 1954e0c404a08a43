package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.examples.runner.Reference.Scheme;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns references into providers. Whatever a provider hands out is registered for scrubbing the moment it is read. All
 * methods throw IllegalArgumentException if the reference cannot stand for what is asked; nothing is read by them.
 */
final class References implements AutoCloseable {
    private final Map<String, String> environment;
    private final KnownSecrets known;
    private final AwsClients aws;

    References(Map<String, String> environment, Optional<String> region, KnownSecrets known) {
        this.environment = environment;
        this.aws = new AwsClients(region);
        this.known = known;
    }

    /** What masks all that was read so far. */
    Redactor redactor() {
        return known.redactor();
    }

    /** A text that must not be seen. */
    CredentialProvider<Secret> secret(Reference reference) {
        return known.watch(unregistered(reference), List::of);
    }

    /** A text that may be seen, such as a certificate. */
    CredentialProvider<Secret> unregistered(Reference reference) {
        return switch (reference.scheme()) {
            case SECRETSMANAGER ->
                reference.key().isEmpty()
                        ? aws.secretsManager().secret(reference.id())
                        : aws.secretsManager().secret(reference.id(), reference.key());
            case SSM ->
                reference.key().isEmpty()
                        ? aws.parameters().secret(reference.id())
                        : aws.parameters().secret(reference.id(), reference.key());
            case KMS ->
                reference.key().isEmpty()
                        ? aws.kms().secret(reference.id())
                        : aws.kms().secret(reference.id(), reference.key());
            case RDS_IAM ->
                throw new IllegalArgumentException("'rds-iam:' is a log-in to a database: it is for DB_CREDENTIALS");
            case FILE, ENV -> text(reference);
            case PLAIN, VALUE -> CredentialProvider.of(Secret.of(reference.text()));
        };
    }

    /**
     * A JDBC URL. Where it leads may be seen: drivers and servers name host and database in everything they say, and hidden
     * they would hide it all. One that holds a password, or whatever else is no such URL, is a secret.
     */
    String url(Reference reference) {
        Secret text = unregistered(reference).get();
        try {
            DataSources.builder(text.reveal());
        } catch (IllegalArgumentException holdsMore) {
            known.add(text);
        }
        return text.reveal();
    }

    /** A text that is never given as it stands. */
    CredentialProvider<Secret> hidden(Reference reference) {
        if (!reference.scheme().isSecret()) {
            throw new IllegalArgumentException("a reference is needed, not the secret itself: give one of "
                    + "secretsmanager:ID, file:PATH, env:NAME");
        }
        return secret(reference);
    }

    /** A key together with its passphrase. */
    static CredentialProvider<SshKey> opened(CredentialProvider<SshKey> keys, CredentialProvider<Secret> passphrases) {
        return new CredentialProvider<>() {
            @Override
            public SshKey get() {
                return SshKey.of(keys.get().privateKey(), passphrases.get());
            }

            @Override
            public SshKey replace(SshKey rejected) {
                SshKey newer = keys.replace(SshKey.of(rejected.privateKey()));
                return SshKey.of(
                        newer.privateKey(),
                        rejected.passphrase().map(passphrases::replace).orElseGet(passphrases::get));
            }
        };
    }

    /** A user name and password, kept as JSON. */
    CredentialProvider<UsernamePassword> login(Reference reference) {
        if (reference.scheme().hasKeys() && !reference.key().isEmpty()) {
            throw new IllegalArgumentException("a user name and a password are needed, but '#" + reference.key()
                    + "' names one value: leave it out");
        }
        CredentialProvider<UsernamePassword> provider = switch (reference.scheme()) {
            case SECRETSMANAGER -> aws.secretsManager().usernamePassword(reference.id());
            case SSM -> aws.parameters().usernamePassword(reference.id());
            case KMS -> aws.kms().usernamePassword(reference.id());
            case RDS_IAM ->
                throw new IllegalArgumentException("'rds-iam:' is a log-in to a database: it is for DB_CREDENTIALS");
            case FILE, ENV -> parsed(text(reference), reference);
            case PLAIN, VALUE ->
                throw new IllegalArgumentException(
                        "a reference is needed, not the password itself: give one of "
                                + "secretsmanager:ID, ssm:NAME, kms:BASE64, file:PATH, env:NAME, each holding JSON with username and password");
        };
        return known.watch(provider, login -> List.of(login.password()));
    }

    /** A private key; a bare text is the name of a secret, as it was for the script that this runner replaces. */
    CredentialProvider<SshKey> sshKey(Reference reference) {
        CredentialProvider<SshKey> provider = switch (reference.scheme()) {
            case SECRETSMANAGER ->
                reference.key().isEmpty()
                        ? aws.secretsManager().sshKey(reference.id())
                        : aws.secretsManager().sshKey(reference.id(), reference.key());
            case SSM, KMS -> keyed(unregistered(reference));
            case RDS_IAM ->
                throw new IllegalArgumentException("'rds-iam:' is a log-in to a database: it is for DB_CREDENTIALS");
            case PLAIN -> {
                if (reference.text().contains("-----BEGIN") || reference.text().contains("\n")) {
                    throw new IllegalArgumentException("the name of a secret or a reference is needed,"
                            + " not the key itself: give one of secretsmanager:ID, file:PATH, env:NAME");
                }
                yield aws.secretsManager().sshKey(reference.text());
            }
            case FILE, ENV -> keyed(text(reference));
            case VALUE ->
                throw new IllegalArgumentException(
                        "a key is never given as it stands: give one of secretsmanager:ID, file:PATH, env:NAME");
        };
        return known.watch(provider, key -> List.of(key.privateKey()));
    }

    /** The text of a file, read at every request, or of a variable. */
    private CredentialProvider<Secret> text(Reference reference) {
        if (reference.scheme() == Scheme.FILE) {
            Path path = path(reference.text());
            return () -> read(path);
        }
        String value = environment.getOrDefault(reference.text(), "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "the environment variable '" + reference.text() + "' that it refers to is not set");
        }
        return CredentialProvider.of(Secret.of(value));
    }

    /** What is in the text is registered as a whole, too: a message of a parser of ours never quotes it. */
    private CredentialProvider<UsernamePassword> parsed(CredentialProvider<Secret> text, Reference reference) {
        String where = (reference.scheme() == Scheme.FILE ? "The file '" : "The environment variable '")
                + reference.text() + "'";
        return () -> LoginJson.parse(text.get(), where);
    }

    private static CredentialProvider<SshKey> keyed(CredentialProvider<Secret> text) {
        return () -> SshKey.of(text.get());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException failure) {
            throw new IllegalArgumentException("'" + text + "' is no path of a file", failure);
        }
    }

    /** Without the line break that editors and mounted secrets end with. */
    private static Secret read(Path path) {
        try {
            return Secret.of(new String(Files.readAllBytes(path), UTF_8).replaceFirst("\\r?\\n\\z", ""));
        } catch (NoSuchFileException failure) {
            throw new CredentialException("Cannot read the secret in '" + path + "': there is no such file");
        } catch (IOException failure) {
            throw new CredentialException("Cannot read the secret in '" + path + "' ("
                    + failure.getClass().getSimpleName() + "): check that it is a file and its permissions");
        }
    }

    /** Tokens that RDS takes for passwords, made anew when one was refused. */
    CredentialProvider<UsernamePassword> token(Reference reference, String host, int port) {
        return known.watch(
                aws.tokens().usernamePassword(host, port, reference.text()), login -> List.of(login.password()));
    }

    @Override
    public void close() {
        aws.close();
    }
}
