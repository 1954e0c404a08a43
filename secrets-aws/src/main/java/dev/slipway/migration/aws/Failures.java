package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Says what a failed call means and what to do. The SDK's exceptions are never chained, and their texts quoted only where
 * they are known to be harmless: one that could not read an answer may quote it, and one about a signature quotes the
 * session token.
 */
final class Failures {
    private static final String CHECK_NETWORK =
            "check end point, route (NAT gateway or VPC end point) and security group";

    private Failures() {}

    static CredentialException of(
            RuntimeException failure, SecretVersion version, AwsServiceClientConfiguration client) {
        String region = client.region().id();
        String what = "Cannot read " + version + " in " + region + ": ";
        return new CredentialException(
                failure instanceof AwsServiceException refused
                        ? what + answered(refused, version, region)
                        : what + unanswered(failure, client));
    }

    static CredentialException noRegion(SecretVersion version) {
        return new CredentialException(
                "Cannot read " + version + ": no AWS region is configured: set AWS_REGION, or give the region");
    }

    static CredentialException noCredentials(SecretVersion version, boolean inContainer) {
        return new CredentialException("Cannot read " + version + ": " + noCredentials(inContainer));
    }

    static CredentialException noClient(RuntimeException failure, SecretVersion version) {
        return new CredentialException("Cannot read " + version + ": no client can be made ("
                + failure.getClass().getSimpleName()
                + "): check region, AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL and the AWS configuration file");
    }

    private static String noCredentials(boolean inContainer) {
        return inContainer
                ? "the container's end point gives no AWS credentials: check that the task definition names a task role"
                        + " (taskRoleArn) that ecs-tasks.amazonaws.com may assume"
                : "no AWS credentials are found: give the task, function or instance a role, or set AWS_PROFILE, or"
                        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    }

    private static String answered(AwsServiceException refused, SecretVersion version, String region) {
        AwsErrorDetails details = refused.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String message = details == null || details.errorMessage() == null ? "" : oneLine(details.errorMessage());
        String says = message.isEmpty() ? "" : " (AWS: " + message + ")";
        String advice = switch (code) {
            case "AccessDeniedException", "AccessDenied" -> denied(message) + says;
            case "DecryptionFailure", "DecryptionFailureException" ->
                "it cannot be decrypted: allow kms:Decrypt on the key that encrypts it, and check that the key"
                        + " is enabled" + says;
            case "ResourceNotFoundException" ->
                "there is no such secret, or no such version of it: check name, region and account"
                        + otherRegion(version, region) + says;
            case "InvalidRequestException" ->
                "it cannot be read in its state: if it was deleted, restore it or name another" + says;
            case "ValidationException", "InvalidParameterException" ->
                "AWS does not take this as the id of a secret: check it" + says;
            case "ExpiredTokenException", "ExpiredToken", "RequestExpired" ->
                "the AWS credentials have expired: renew them, or check the clock";
            case "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignatureException",
                    "IncompleteSignature",
                    "MissingAuthenticationTokenException",
                    "MissingAuthenticationToken" ->
                "AWS does not accept the AWS credentials (" + code
                        + "): check access key, secret key, session token and the clock";
            default -> other(refused, code);
        };
        return advice
                + Optional.ofNullable(refused.requestId())
                        .map(id -> " (request id " + oneLine(id) + ")")
                        .orElse("");
    }

    private static String denied(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return lower.contains("kms")
                ? "access to the key that encrypts it is denied: allow kms:Decrypt on that key"
                : "access is denied: allow secretsmanager:GetSecretValue on it";
    }

    /** A region in an ARN is not where the client asks. */
    private static String otherRegion(SecretVersion version, String region) {
        String[] arn = version.id().split(":", -1);
        return arn.length > 6 && arn[0].equals("arn") && !arn[3].equals(region)
                ? "; its ARN is of region '" + arn[3] + "'"
                : "";
    }

    private static String other(AwsServiceException refused, String code) {
        String answer = (code.isEmpty() ? "" : oneLine(code) + ", ") + "HTTP status " + refused.statusCode();
        if (refused.isThrottlingException()) {
            return "AWS throttles the calls (" + answer + "): try again later, or less often";
        }
        if (refused.statusCode() >= 500) {
            return "the service fails (" + answer + "): try again later";
        }
        return "the call was refused (" + answer + "): check end point, proxy and permissions";
    }

    private static String unanswered(RuntimeException failure, AwsServiceClientConfiguration client) {
        String service = client.endpointOverride()
                .map(uri -> uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()))
                .orElse("AWS Secrets Manager");
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return "no answer from " + service + " in time: " + CHECK_NETWORK;
        }
        Throwable network =
                causes(failure).filter(Failures::isNetwork).findFirst().orElse(null);
        if (network instanceof UnknownHostException) {
            return "the host of " + service + " is unknown: check the region, the end point and DNS";
        }
        if (network instanceof SSLException) {
            return "TLS to " + service + " fails (" + oneLine(String.valueOf(network.getMessage()))
                    + "): check proxy, end point and trusted certificates";
        }
        if (network != null) {
            return "no connection to " + service + " (" + oneLine(String.valueOf(network.getMessage())) + "): "
                    + CHECK_NETWORK;
        }
        if (failure instanceof SdkClientException
                && String.valueOf(failure.getMessage()).contains("load credentials")) {
            return noCredentials(false);
        }
        return "the call failed (" + failure.getClass().getSimpleName()
                + "): check that AWS answers at this end point, and no proxy in its place";
    }

    /** The network's own exceptions, whose texts hold nothing of an answer. */
    private static boolean isNetwork(Throwable cause) {
        return Stream.of(
                        UnknownHostException.class,
                        ConnectException.class,
                        NoRouteToHostException.class,
                        SocketTimeoutException.class,
                        SocketException.class,
                        SSLException.class)
                .anyMatch(type -> type.isInstance(cause));
    }

    private static Stream<Throwable> causes(@Nullable Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, cause -> cause.getCause())
                .limit(20);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\p{Cntrl}\\u2028\\u2029]+\\s*", " ");
    }
}
