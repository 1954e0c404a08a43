package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.junit.jupiter.api.Test;

class KnownHostsTest {
    private static final String KEY = DeployKey.ed25519().publicLine();

    private static List<String> fingerprints(KnownHosts hosts, String host, int port) {
        return hosts.keysOf(host, port).stream()
                .map(key -> key.type() + " " + key.fingerprint())
                .toList();
    }

    @Test
    void theBuiltInKeysAreThoseThatTheHostsPublish() {
        var builtIn = KnownHosts.builtIn();
        List<String> github = List.of(
                "ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
                "ecdsa-sha2-nistp256 SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
                "ssh-rsa SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s");
        assertThat(fingerprints(builtIn, "github.com", 22)).isEqualTo(github);
        assertThat(fingerprints(builtIn, "ssh.github.com", 443)).isEqualTo(github);
        assertThat(fingerprints(builtIn, "gitlab.com", 22))
                .containsExactly(
                        "ssh-ed25519 SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
                        "ecdsa-sha2-nistp256 SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw",
                        "ssh-rsa SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ");
        assertThat(fingerprints(builtIn, "bitbucket.org", 22))
                .containsExactly(
                        "ssh-ed25519 SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM",
                        "ecdsa-sha2-nistp256 SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0",
                        "ssh-rsa SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E");
        assertThat(fingerprints(builtIn, "github.com.example.com", 22)).isEmpty();
        assertThat(fingerprints(builtIn, "ssh.github.com", 22)).isEmpty();
    }

    @Test
    void namesPatternsAndPortsAreUnderstood() {
        assertThat(KnownHosts.parse("git.example.com " + KEY).keysOf("GIT.example.com", 22))
                .hasSize(1);
        assertThat(KnownHosts.parse("a,b,git.example.com " + KEY + " comment").keysOf("git.example.com", 22))
                .hasSize(1);
        assertThat(KnownHosts.parse("*.example.com,!old.example.com " + KEY).keysOf("git.example.com", 22))
                .hasSize(1);
        assertThat(KnownHosts.parse("*.example.com,!old.example.com " + KEY).keysOf("old.example.com", 22))
                .isEmpty();
        assertThat(KnownHosts.parse("g?t.example.com " + KEY).keysOf("git.example.com", 22))
                .hasSize(1);
        assertThat(KnownHosts.parse("gitXexample.com " + KEY).keysOf("git.example.com", 22))
                .isEmpty();
        assertThat(KnownHosts.parse("[git.example.com]:2222 " + KEY).keysOf("git.example.com", 2222))
                .hasSize(1);
        assertThat(KnownHosts.parse("[git.example.com]:2222 " + KEY).keysOf("git.example.com", 22))
                .isEmpty();
        assertThat(KnownHosts.parse("git.example.com " + KEY).keysOf("git.example.com", 2222))
                .hasSize(1);
        assertThat(KnownHosts.parse("# comment\r\n\r\na " + KEY + "\r\nb " + KEY)
                        .keysOf("b", 22))
                .hasSize(1);
        assertThat(KnownHosts.parse("a " + KEY + "\\nb " + KEY).keysOf("b", 22)).hasSize(1);
    }

    @Test
    void hashedNamesAreUnderstood() throws Exception {
        byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
        byte[] hash = KnownHostHashValue.calculateHashValue("git.example.com", 2222, BuiltinMacs.hmacsha1, salt);
        var encoder = java.util.Base64.getEncoder();
        String line = "|1|" + encoder.encodeToString(salt) + "|" + encoder.encodeToString(hash) + " " + KEY;
        assertThat(KnownHosts.parse(line).keysOf("git.example.com", 2222)).hasSize(1);
        assertThat(KnownHosts.parse(line).keysOf("git.example.com", 22)).isEmpty();
    }

    @Test
    void aLineThatCannotBeReadIsNotPassedOver() {
        for (String bad :
                List.of("host", "host ssh-rsa", "host ssh-rsa ???", "host ssh-rsa AAAA", "@cert-authority * " + KEY)) {
            assertThatThrownBy(() -> KnownHosts.parse("a " + KEY + "\n" + bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Line 2 of the known hosts cannot be read: ");
        }
    }
}
