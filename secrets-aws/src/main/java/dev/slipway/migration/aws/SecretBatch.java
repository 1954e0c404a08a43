package dev.slipway.migration.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Reads several secrets by as few calls as there can be. What the service refuses is left to calls for one secret. */
final class SecretBatch {
    /** The service takes no more ids in one call. */
    private static final int MOST_IDS = 20;

    private static final int RANDOM_END = 7;

    private final LazyClient<SecretsManagerClient> client;
    private final List<CachedValue> secrets;

    SecretBatch(LazyClient<SecretsManagerClient> client, List<CachedValue> secrets) {
        this.client = client;
        this.secrets = secrets;
    }

    void read() {
        CachedValue first = secrets.get(0);
        String name = first.wanted().name() + " and " + (secrets.size() - 1) + " more";
        Wanted wanted = Wanted.read(AwsApi.SECRETS_MANAGER, first.wanted().id(), name);
        OwnThread.await(OwnThread.start(() -> client.call(wanted, this::read)), wanted);
    }

    private boolean read(SecretsManagerClient open) {
        try {
            for (int from = 0; from < secrets.size(); from += MOST_IDS) {
                read(open, secrets.subList(from, Math.min(from + MOST_IDS, secrets.size())));
            }
            return true;
        } catch (AwsServiceException refused) {
            return false;
        }
    }

    private static void read(SecretsManagerClient open, List<CachedValue> secrets) {
        List<String> ids = secrets.stream().map(secret -> secret.wanted().id()).toList();
        @Nullable String page = null;
        do {
            String token = page;
            var response = open.batchGetSecretValue(
                    request -> request.secretIdList(ids).nextToken(token));
            for (SecretValueEntry entry : response.secretValues()) {
                secrets.stream()
                        .filter(secret -> isOf(entry, secret.wanted().id()))
                        .forEach(secret -> offer(secret, LazyClient.region(open), entry));
            }
            page = response.nextToken();
        } while (page != null && !page.isEmpty());
    }

    private static void offer(CachedValue secret, String region, SecretValueEntry entry) {
        if (entry.secretString() != null || entry.secretBinary() != null) {
            secret.offer(SecretCall.content(secret.wanted(), region, entry.secretString(), entry.secretBinary()));
        }
    }

    /** By name, ARN, or ARN without its random end. */
    private static boolean isOf(SecretValueEntry entry, String id) {
        String arn = String.valueOf(entry.arn());
        return id.equals(entry.name())
                || id.equals(arn)
                || arn.length() > RANDOM_END && id.equals(arn.substring(0, arn.length() - RANDOM_END));
    }
}
