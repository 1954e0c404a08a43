package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.kms.KmsClient;

/** Stands in for AWS KMS: the part of an {@link AwsStandIn} that decrypts. What it "encrypts" it remembers. */
public final class KmsStandIn extends StandInService<KmsStandIn> {
    private final Map<String, byte[]> plain = new ConcurrentHashMap<>();

    KmsStandIn(AwsStandIn aws) {
        super(aws);
    }

    /** Encrypts a text, as {@code aws kms encrypt} prints it. */
    public String encrypt(String text) {
        return encrypt(text.getBytes(UTF_8));
    }

    String encrypt(byte[] bytes) {
        String encrypted = Base64.getEncoder()
                .encodeToString(("\u0001\u0002\u0002\u0000x" + UUID.randomUUID() + UUID.randomUUID()).getBytes(UTF_8));
        plain.put(encrypted, bytes.clone());
        return encrypted;
    }

    /** Lets what is encrypted stand for another text, which KMS never does. */
    void change(String encrypted, String text) {
        plain.put(encrypted, text.getBytes(UTF_8));
    }

    /** Refuses to decrypt for lack of {@code kms:Decrypt}. */
    public KmsStandIn deny(String encrypted) {
        return fault(
                encrypted,
                400,
                "AccessDeniedException",
                denial("arn:aws:kms:" + aws().region() + ":" + AwsStandIn.ACCOUNT + ":key/1", "kms:Decrypt"));
    }

    /** A real client that is allowed to use it; the caller's to close. */
    public KmsClient client() {
        return aws().allow(KmsClient.builder()).build();
    }

    @Override
    KmsStandIn self() {
        return this;
    }

    @Override
    String targetPrefix() {
        return "TrentService.";
    }

    @Override
    String signingName() {
        return "kms";
    }

    @Override
    String id(Map<String, String> request) {
        return request.getOrDefault("CiphertextBlob", "");
    }

    @Override
    String name(String id) {
        return id;
    }

    @Override
    void answer(JsonAnswer answer, String operation, String id, Map<String, String> request) throws IOException {
        byte[] bytes = plain.get(id);
        if (!operation.equals("Decrypt")) {
            answer.refuse(400, "UnknownOperationException", "");
        } else if (bytes == null) {
            answer.refuse(400, "InvalidCiphertextException", "");
        } else {
            answer.respond(200, json -> {
                json.writeStringField("KeyId", "arn:aws:kms:" + aws().region() + ":" + AwsStandIn.ACCOUNT + ":key/1");
                json.writeStringField("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
                json.writeStringField("Plaintext", Base64.getEncoder().encodeToString(bytes));
            });
        }
    }
}
