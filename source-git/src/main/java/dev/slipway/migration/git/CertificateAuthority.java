package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust instead of the authorities that the JVM trusts; those stay as they are. */
final class CertificateAuthority {
    private CertificateAuthority() {}

    /** Sockets that trust the certificates of a text, or IllegalArgumentException. */
    static SSLSocketFactory parse(String pem) {
        // Environment variables and JSON often carry line breaks as the two characters \n.
        var text = new ByteArrayInputStream(pem.replace("\\n", "\n").strip().getBytes(US_ASCII));
        try {
            return trusting(CertificateFactory.getInstance("X.509").generateCertificates(text));
        } catch (GeneralSecurityException | IOException invalid) {
            throw unreadable();
        }
    }

    private static SSLSocketFactory trusting(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        if (certificates.isEmpty()) {
            throw unreadable();
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority" + store.size(), certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("The certificate authority cannot be read: give the text of one or more"
                + " certificates, from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----', not a path");
    }
}
