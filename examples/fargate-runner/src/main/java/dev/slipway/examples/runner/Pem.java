package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and keys as PEM text, made into what TLS needs, in memory. Messages never quote or chain a key. */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Pem() {}

    /**
     * Sockets that trust only the authorities given, and show a certificate if there is one.
     *
     * @param authorities certificates
     * @param client certificate, with those between it and its authority, and key
     */
    static SSLSocketFactory sockets(String authorities, Optional<Client> client) {
        try {
            KeyStore trusted = empty();
            int number = 0;
            for (Certificate authority : certificates(authorities, "DB_SSLROOTCERT")) {
                trusted.setCertificateEntry("authority" + number++, authority);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(client.isPresent() ? keys(client.get()) : null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException failure) {
            throw new CredentialException("TLS cannot be set up with DB_SSLROOTCERT, DB_SSLCERT and DB_SSLKEY ("
                    + failure.getClass().getSimpleName() + "): check that certificate and key belong together");
        }
    }

    /**
     * What the client shows.
     *
     * @param certificates PEM
     * @param key PEM, not encrypted
     */
    record Client(String certificates, Secret key) {}

    private static KeyManager[] keys(Client client) throws GeneralSecurityException, IOException {
        KeyStore own = empty();
        own.setKeyEntry(
                "client",
                key(client.key()),
                new char[0],
                certificates(client.certificates(), "DB_SSLCERT").toArray(Certificate[]::new));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, new char[0]);
        return managers.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<? extends Certificate> certificates(String pem, String setting) {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        } catch (GeneralSecurityException ignored) {
            // Its text may quote what is there.
        }
        throw new CredentialException(
                setting + " holds no certificates: PEM is needed, from '-----BEGIN CERTIFICATE-----' on");
    }

    private static PrivateKey key(Secret pem) {
        var matcher = KEY.matcher(pem.reveal());
        if (matcher.find()) {
            try {
                var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
                for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
                    Optional<PrivateKey> key = key(spec, algorithm);
                    if (key.isPresent()) {
                        return key.get();
                    }
                }
            } catch (IllegalArgumentException noBase64) {
                throw unreadable();
            }
        }
        throw unreadable();
    }

    private static Optional<PrivateKey> key(PKCS8EncodedKeySpec spec, String algorithm) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static CredentialException unreadable() {
        return new CredentialException("DB_SSLKEY holds no private key that can be read: PKCS8 in PEM, not encrypted,"
                + " is needed ('openssl pkcs8 -topk8 -nocrypt' makes it)");
    }
}
