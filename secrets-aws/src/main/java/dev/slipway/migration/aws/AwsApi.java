package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The parts of AWS that are asked, and what each of their refusals means. */
enum AwsApi {
    SECRETS_MANAGER("AwsSecrets", "AWS Secrets Manager", "secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER") {
        @Override
        String refusal(String code, String message, Wanted wanted, String region) {
            return switch (code) {
                case "AccessDeniedException", "AccessDenied" -> denied("secretsmanager:GetSecretValue", message);
                case "DecryptionFailure", "DecryptionFailureException" -> UNDECRYPTABLE;
                case "ResourceNotFoundException" ->
                    "there is no such secret, or no such version of it: check name, region and account"
                            + wanted.otherRegion(region);
                case "InvalidRequestException" ->
                    "it cannot be read in its state: if it was deleted, restore it or name another";
                case "ValidationException", "InvalidParameterException" ->
                    "AWS does not take this as the id of a secret: check it";
                default -> "";
            };
        }
    },

    PARAMETER_STORE("AwsParameters", "AWS Systems Manager", "ssm", "AWS_ENDPOINT_URL_SSM") {
        @Override
        String refusal(String code, String message, Wanted wanted, String region) {
            return switch (code) {
                case "AccessDeniedException", "AccessDenied" -> denied("ssm:GetParameter", message);
                case "InvalidKeyId" -> UNDECRYPTABLE;
                case "ParameterNotFound" ->
                    "there is no such parameter: check name (a path begins with '/'), region and account"
                            + wanted.otherRegion(region);
                case "ParameterVersionNotFound" -> "it has no such version or label: check what follows the ':'";
                case "ValidationException" -> "AWS does not take this as the name of a parameter: check it";
                default -> "";
            };
        }
    },

    KMS("AwsKms", "AWS KMS", "kms", "AWS_ENDPOINT_URL_KMS") {
        @Override
        String refusal(String code, String message, Wanted wanted, String region) {
            return switch (code) {
                case "AccessDeniedException", "AccessDenied" ->
                    "access to the key that encrypted it is denied, or the key is of another region: allow kms:Decrypt"
                            + " on that key";
                case "InvalidCiphertextException" ->
                    "KMS did not encrypt this, or with an encryption context: check that it is whole";
                case "IncorrectKeyException", "NotFoundException" ->
                    "the key that encrypted it is not there: check region and account";
                case "DisabledException", "KMSInvalidStateException" ->
                    "the key that encrypted it is disabled or about to be deleted: enable it";
                case "ValidationException" -> "AWS does not take this as something that KMS encrypted: check it";
                default -> "";
            };
        }
    },

    /** Asked for nothing: the signature is made here, with the AWS credentials. */
    RDS("RdsTokens", "Amazon RDS", "http-auth-aws", "") {
        @Override
        String refusal(String code, String message, Wanted wanted, String region) {
            return "";
        }
    };

    private static final String UNDECRYPTABLE =
            "it cannot be decrypted: allow kms:Decrypt on the key that encrypts it, and check that the key is enabled";

    private final String type;
    private final String title;
    private final String module;
    private final String endpointVariable;

    AwsApi(String type, String title, String module, String endpointVariable) {
        this.type = type;
        this.title = title;
        this.module = module;
        this.endpointVariable = endpointVariable;
    }

    /** What a refusal means and what to do; an empty text if the code is not one of this API's own. */
    abstract String refusal(String code, String message, Wanted wanted, String region);

    Optional<String> advice(String code, String message, Wanted wanted, String region) {
        return Optional.of(refusal(code, message, wanted, region)).filter(advice -> !advice.isEmpty());
    }

    /** Throws CredentialException if the client's class, whose module of the SDK is an optional one, is missing. */
    void requireModule(Supplier<Class<?>> client) {
        try {
            requireNonNull(client.get());
        } catch (NoClassDefFoundError missing) {
            throw Failures.noModule(this);
        }
    }

    /** Our public type for it. */
    String type() {
        return type;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** The SDK's module that holds its client. */
    String module() {
        return module;
    }

    /** The environment variable that gives its end point. */
    String endpointVariable() {
        return endpointVariable;
    }

    /** The service names the permission that lacks, unless it is the one for the key: names may hold "kms" too. */
    private static String denied(String permission, String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        boolean key = lower.contains("perform: kms:")
                || !lower.contains(permission.toLowerCase(Locale.ROOT))
                        && (lower.contains("kms") || lower.contains("ciphertext"));
        return key
                ? "access to the key that encrypts it is denied: allow kms:Decrypt on that key"
                : "access is denied: allow " + permission + " on it";
    }
}
