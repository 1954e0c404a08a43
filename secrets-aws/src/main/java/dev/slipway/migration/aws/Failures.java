package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern MISSING_MODULE =
            Pattern.compile("'(sso|ssooidc|sts|signin)' (?:service )?module must be on the class path");

    private Failures() {}

    static CredentialException of(RuntimeException failure, Wanted wanted, AwsServiceClientConfiguration client) {
        String region = client.region().id();
        String what = wanted.failed() + " in " + region + ": ";
        return new CredentialException(
                failure instanceof AwsServiceException refused
                        ? what + answered(refused, wanted, region)
                        : what + unanswered(failure, wanted.api(), client));
    }

    static CredentialException noRegion(Wanted wanted) {
        return new CredentialException(
                wanted.failed() + ": no AWS region is configured: set AWS_REGION, or give the region");
    }

    static CredentialException noCredentials(RuntimeException failure, Wanted wanted) {
        return new CredentialException(wanted.failed() + ": " + noCredentials(failure));
    }

    static CredentialException noModule(AwsApi api) {
        return new CredentialException(api.type() + " cannot be used: the client of " + api.title()
                + " is not on the class path: add software.amazon.awssdk:" + api.module()
                + " in the version of the AWS SDK's other modules");
    }

    static CredentialException noClient(RuntimeException failure, Wanted wanted) {
        String variable = wanted.api().endpointVariable();
        return new CredentialException(wanted.failed() + ": no client can be made ("
                + failure.getClass().getSimpleName()
                + "): check region, " + (variable.isEmpty() ? "" : variable + ", ")
                + "AWS_ENDPOINT_URL and the AWS configuration file");
    }

    /** The chain's text is not quoted, since it holds what programs and end points said; the name of a module may be. */
    private static String noCredentials(RuntimeException failure) {
        Matcher module = MISSING_MODULE.matcher(String.valueOf(failure.getMessage()));
        if (module.find()) {
            return "the AWS SDK's module '" + module.group(1)
                    + "', which these AWS credentials need, is not on the class path: add software.amazon.awssdk:"
                    + module.group(1) + ", or give credentials by another way";
        }
        if (SdkChains.byWebIdentity()) {
            return "the web identity gives no AWS credentials: check AWS_ROLE_ARN, that the role's trust policy names"
                    + " this identity (service account) for sts:AssumeRoleWithWebIdentity, and the route to AWS STS";
        }
        return SdkChains.inContainer()
                ? "the container's end point gives no AWS credentials: check that the task definition names a task role"
                        + " (taskRoleArn) that ecs-tasks.amazonaws.com may assume"
                : "no AWS credentials are found: give the task, function or instance a role, or set AWS_PROFILE, or"
                        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    }

    private static String answered(AwsServiceException refused, Wanted wanted, String region) {
        AwsErrorDetails details = refused.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String message = details == null || details.errorMessage() == null ? "" : oneLine(details.errorMessage());
        String advice = wanted.api()
                .advice(code, message, wanted, region)
                .map(known -> known + (message.isEmpty() ? "" : " (AWS: " + message + ")"))
                .orElseGet(() -> common(refused, code));
        return advice
                + Optional.ofNullable(refused.requestId())
                        .map(id -> " (request id " + oneLine(id) + ")")
                        .orElse("");
    }

    /** What every service may answer. */
    private static String common(AwsServiceException refused, String code) {
        return switch (code) {
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

    private static String unanswered(RuntimeException failure, AwsApi api, AwsServiceClientConfiguration client) {
        String service = client.endpointOverride()
                .map(uri -> uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()))
                .orElse(api.title());
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
            return noCredentials(failure);
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
