package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.util.List;
import org.junit.jupiter.api.Nested;

class AwsSecretsContractTest {
    @Nested
    class WholeText extends AwsSecretsContract<Secret> {
        @Override
        String stored(String value) {
            return value;
        }

        @Override
        CredentialProvider<Secret> provider(AwsSecrets secrets, String id) {
            return secrets.secret(id);
        }

        @Override
        Secret credentials(String value) {
            return Secret.of(value);
        }

        @Override
        protected List<String> secrets(Secret credentials) {
            return List.of(credentials.reveal());
        }

        @Override
        protected CredentialProvider<Secret> brokenProvider(String content) {
            return binary(content, AwsSecrets::secret);
        }
    }

    @Nested
    class JsonKey extends AwsSecretsContract<Secret> {
        @Override
        String stored(String value) {
            return "{\"other\":{\"nested\":[1,2]},\"token\":\"" + AwsSecretsContract.json(value) + "\"}";
        }

        @Override
        CredentialProvider<Secret> provider(AwsSecrets secrets, String id) {
            return secrets.secret(id, "token");
        }

        @Override
        Secret credentials(String value) {
            return Secret.of(value);
        }

        @Override
        protected List<String> secrets(Secret credentials) {
            return List.of(credentials.reveal());
        }

        @Override
        protected CredentialProvider<Secret> brokenProvider(String content) {
            return broken(content, (secrets, id) -> secrets.secret(id, "token"));
        }
    }

    @Nested
    class Login extends AwsSecretsContract<UsernamePassword> {
        @Override
        String stored(String value) {
            return "{\"username\":\"app\",\"password\":\"" + AwsSecretsContract.json(value)
                    + "\",\"engine\":\"postgres\",\"port\":5432}";
        }

        @Override
        CredentialProvider<UsernamePassword> provider(AwsSecrets secrets, String id) {
            return secrets.usernamePassword(id);
        }

        @Override
        UsernamePassword credentials(String value) {
            return new UsernamePassword("app", Secret.of(value));
        }

        @Override
        protected List<String> secrets(UsernamePassword credentials) {
            return List.of(credentials.password().reveal());
        }

        @Override
        protected CredentialProvider<UsernamePassword> brokenProvider(String content) {
            return broken(content, AwsSecrets::usernamePassword);
        }
    }

    @Nested
    class Key extends AwsSecretsContract<SshKey> {
        @Override
        String stored(String value) {
            return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + value + "\n-----END OPENSSH PRIVATE KEY-----\n";
        }

        @Override
        CredentialProvider<SshKey> provider(AwsSecrets secrets, String id) {
            return secrets.sshKey(id);
        }

        @Override
        SshKey credentials(String value) {
            return SshKey.of(Secret.of(stored(value)));
        }

        @Override
        protected List<String> secrets(SshKey credentials) {
            return List.of(credentials.privateKey().reveal().lines().toList().get(1));
        }

        @Override
        protected CredentialProvider<SshKey> brokenProvider(String content) {
            return binary(content, AwsSecrets::sshKey);
        }
    }
}
