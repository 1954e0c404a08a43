package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form in which {@code ssh-keygen}, OpenSSL and Java write keys, with OpenSSH's server and with the one in this process. */
@Timeout(120)
class KeyFormsTest {
    private static final String PASSPHRASE = "open sesame";
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    /** Types, sizes, and how the old form of each begins. */
    private static final List<List<String>> TYPES = List.of(
            List.of("rsa", "2048", "RSA "),
            List.of("ecdsa", "256", "EC "),
            List.of("ecdsa", "384", "EC "),
            List.of("ecdsa", "521", "EC "));

    @TempDir
    static Path folder;

    private static final List<KeyFile> keys = new ArrayList<>();

    private static SampleRepository repository;
    private static SshGitServer inProcess;
    private static OpenSshServer openSsh;

    record KeyFile(String name, String text, String passphrase) {
        SshKey key(String damaged) {
            return passphrase.isEmpty()
                    ? SshKey.of(Secret.of(damaged))
                    : SshKey.of(Secret.of(damaged), Secret.of(passphrase));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        OpenSshServer.requireInstalled();
        Path work = folder.resolve("work");
        RealGit.run(folder, "init", "-q", "-b", "master", work.toString());
        Files.writeString(work.resolve("V1__a.sql"), "select 1;");
        RealGit.commit(work, "one");
        openSsh = OpenSshServer.start(folder.resolve("sshd"), work);
        repository = SampleRepository.inMemory();
        repository.commit("master", Map.of("V1__a.sql", "select 1;"));
        inProcess = SshGitServer.start().serve("a.git", repository);
        makeKeys();
    }

    @AfterAll
    static void stop() throws Exception {
        if (openSsh != null) {
            inProcess.close();
            repository.close();
            openSsh.close();
        }
    }

    static Stream<KeyFile> keys() {
        return keys.stream();
    }

    private static void makeKeys() throws Exception {
        for (List<String> type : TYPES) {
            Path file = generate(type.get(0), type.get(1));
            convert(file, "RFC4716", "OPENSSH ", "OPENSSH ");
            convert(file, "PEM", type.get(2), type.get(2));
            convert(file, "PKCS8", "", "ENCRYPTED ");
        }
        // Of this type ssh-keygen writes its own form only.
        convert(generate("ed25519", "256"), "RFC4716", "OPENSSH ", "OPENSSH ");
        DeployKey ed25519 = DeployKey.ed25519();
        openSsh.authorize(ed25519);
        inProcess.authorize(ed25519);
        add("key-ed25519 PKCS8 by Java", ed25519.pkcs8(), "", "");
        add("key-ed25519 PKCS8 by Java, encrypted", ed25519.pkcs8(PASSPHRASE), PASSPHRASE, "ENCRYPTED ");
        if (Files.isExecutable(OPENSSL)) {
            add("key-ed25519 PKCS8 by OpenSSL, encrypted", encryptedByOpenSsl(ed25519), PASSPHRASE, "ENCRYPTED ");
        }
    }

    private static Path generate(String type, String bits) throws Exception {
        Path file = folder.resolve("key-" + type + bits);
        OpenSshServer.keygen("-q", "-a", "1", "-t", type, "-b", bits, "-N", "", "-f", file.toString());
        String line = Files.readString(Path.of(file + ".pub"));
        openSsh.authorize(line);
        inProcess.authorize(line);
        return file;
    }

    /** Adds a key in a form, without and with a passphrase; its file has none before and after. */
    private static void convert(Path file, String form, String plain, String encrypted) throws Exception {
        String name = file.getFileName() + " " + form;
        changePassphrase(file, form, "", "");
        add(name, Files.readString(file), "", plain);
        changePassphrase(file, form, "", PASSPHRASE);
        add(name + ", encrypted", Files.readString(file), PASSPHRASE, encrypted);
        changePassphrase(file, form, PASSPHRASE, "");
    }

    private static void changePassphrase(Path file, String form, String old, String passphrase) throws Exception {
        OpenSshServer.keygen("-p", "-q", "-a", "1", "-m", form, "-P", old, "-N", passphrase, "-f", file.toString());
    }

    private static void add(String name, String text, String passphrase, String kind) {
        assertThat(text).as(name).startsWith("-----BEGIN " + kind + "PRIVATE KEY-----\n");
        assertThat(text.contains("ENCRYPTED")).as(name).isEqualTo(!passphrase.isEmpty() && !kind.equals("OPENSSH "));
        keys.add(new KeyFile(name, text, passphrase));
    }

    private static String encryptedByOpenSsl(DeployKey key) throws Exception {
        Path plain = folder.resolve("plain.pem");
        Files.writeString(plain, key.pkcs8());
        var process = new ProcessBuilder(
                        OPENSSL.toString(),
                        "pkcs8",
                        "-topk8",
                        "-in",
                        plain.toString(),
                        "-passout",
                        "pass:" + PASSPHRASE)
                .redirectError(folder.resolve("openssl.log").toFile())
                .start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("openssl.log")))
                .isZero();
        return text;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void openSshAcceptsIt(KeyFile key) {
        assertFetched(GitSource.builder(openSsh.url()).knownHosts(openSsh.knownHosts()), key.key(key.text));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void theServerInThisProcessAcceptsIt(KeyFile key) {
        assertFetched(
                GitSource.builder(inProcess.url("a.git")).knownHosts(inProcess.knownHosts()),
                key.key(key.text.strip().replace("\n", "\\n")));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void itIsReadHoweverItsLinesWereDamaged(KeyFile key) {
        String fingerprint = fingerprint(key.key(key.text));
        for (String damaged : List.of(
                key.text.strip(),
                key.text.replace("\n", "\r\n"),
                key.text.strip().replace("\n", "\\n"),
                key.text.replace("\n", "\\r\\n"))) {
            assertThat(fingerprint(key.key(damaged))).isEqualTo(fingerprint);
        }
    }

    private static String fingerprint(SshKey key) {
        return KeyUtils.getFingerPrint(PrivateKeys.read(key).getPublic());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void whatCannotBeReadOfItIsSaid(KeyFile key) {
        assertRefused(
                key.key(key.text.substring(0, key.text.length() / 2)),
                "OpenSSH ('BEGIN OPENSSH PRIVATE KEY'), PEM ('BEGIN RSA PRIVATE KEY') and PKCS#8 ('BEGIN PRIVATE KEY')"
                        + " are understood, as RSA, ECDSA or ed25519; give the text of the key file, from '-----BEGIN' to"
                        + " '-----END', not its path");
        if (!key.passphrase.isEmpty()) {
            assertRefused(SshKey.of(Secret.of(key.text)), "it is encrypted; give its passphrase with it");
            assertRefused(
                    SshKey.of(Secret.of(key.text), Secret.of("open sesamee")),
                    "its passphrase does not fit, or its encryption is unknown; convert it by 'ssh-keygen -p -f key'");
        }
    }

    private static void assertRefused(SshKey key, String reason) {
        assertThatThrownBy(() -> PrivateKeys.read(key))
                .isInstanceOf(CredentialException.class)
                .hasNoCause()
                .hasNoSuppressedExceptions()
                .hasMessage("The SSH key cannot be read: " + reason);
    }

    private static void assertFetched(GitSource.Builder source, SshKey key) {
        assertThat(source.sshKey(CredentialProvider.of(key)).build().fetch().files())
                .hasSize(1);
    }

    @Test
    void anEcdsaKeyWithoutItsPublicPartIsRefusedWithTheWayOut() throws Exception {
        for (int bits : new int[] {256, 384, 521}) {
            byte[] der = DeployKey.ecdsa(bits).pair().getPrivate().getEncoded();
            String text = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(der) + "\n-----END PRIVATE KEY-----\n";
            assertThatThrownBy(() -> PrivateKeys.read(SshKey.of(Secret.of(text))))
                    .isInstanceOf(CredentialException.class)
                    .hasNoCause()
                    .hasMessage("The SSH key cannot be read: it is an ECDSA key without its public part, as Java writes"
                            + " it; add that by 'ssh-keygen -p -f key'");
            Path file = folder.resolve("java" + bits);
            Files.writeString(file, text);
            OpenSshServer.onlyForOwner(file);
            OpenSshServer.keygen("-p", "-q", "-P", "", "-N", "", "-f", file.toString());
            PrivateKeys.read(SshKey.of(Secret.of(Files.readString(file))));
        }
    }
}
