package dev.slipway.examples.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * Certificates made at test time with the JDK's keytool: a server's for {@code localhost}, a client's, each its own
 * authority, as PEM files.
 *
 * @param directory where they are
 */
record TlsCertificates(Path directory) {
    static final String PASSWORD = "changeit";

    static TlsCertificates make(Path directory) {
        var certificates = new TlsCertificates(directory);
        certificates.make("server", "CN=localhost", "-ext", "san=dns:localhost");
        certificates.make("client", "CN=certified");
        certificates.make("other", "CN=localhost", "-ext", "san=dns:localhost");
        return certificates;
    }

    Path authority() {
        return directory.resolve("server.crt");
    }

    Path serverKey() {
        return directory.resolve("server.key");
    }

    Path otherAuthority() {
        return directory.resolve("other.crt");
    }

    Path client() {
        return directory.resolve("client.crt");
    }

    Path clientKey() {
        return directory.resolve("client.key");
    }

    /**
     * What a Java runtime trusts, and the server: of the format and about the size that programs in AWS read.
     *
     * @param runtime the runtime
     * @return the options by which a Java virtual machine trusts it
     */
    List<String> trustOptions(Path runtime) throws IOException {
        Path file = directory.resolve("trusted.jks");
        try {
            KeyStore given =
                    KeyStore.getInstance(runtime.resolve("lib/security/cacerts").toFile(), (char[]) null);
            KeyStore trusted = KeyStore.getInstance("JKS");
            trusted.load(null, null);
            for (String alias : Collections.list(given.aliases())) {
                trusted.setCertificateEntry(alias, given.getCertificate(alias));
            }
            try (var certificate = Files.newInputStream(authority())) {
                trusted.setCertificateEntry(
                        "server", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            }
            try (var out = Files.newOutputStream(file)) {
                trusted.store(out, PASSWORD.toCharArray());
            }
        } catch (GeneralSecurityException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return List.of("-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStoreType=JKS");
    }

    private void make(String name, String subject, String... more) {
        Path store = directory.resolve(name + ".p12");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-validity",
                "2"));
        command.addAll(List.of(more));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            pem(name + ".crt", "CERTIFICATE", made.getCertificate(name).getEncoded());
            Key key = made.getKey(name, PASSWORD.toCharArray());
            pem(name + ".key", "PRIVATE KEY", key.getEncoded());
        } catch (IOException | InterruptedException | GeneralSecurityException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private void pem(String file, String kind, byte[] content) throws IOException {
        Path path = directory.resolve(file);
        Files.writeString(
                path,
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                        + "-----\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
}
