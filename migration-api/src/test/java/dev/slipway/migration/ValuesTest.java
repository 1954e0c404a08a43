package dev.slipway.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @Test
    void secretsShowNothing() {
        var secret = Secret.of("hush-hush");

        assertThat(secret.reveal()).isEqualTo("hush-hush");
        assertThat(secret).hasToString("Secret[redacted]").isEqualTo(Secret.of("hush-hush"));
        assertThat(secret).isNotEqualTo(Secret.of("hush"));
        assertThat(new UsernamePassword("me", secret).toString()).contains("me").doesNotContain("hush");
        assertThat(SshKey.of(secret, secret).toString()).doesNotContain("hush");
    }

    @Test
    void aFingerprintOfASecretIsASlowDigestThatIsTheSameEverywhere() {
        var secret = Secret.of("hüsh-hush");

        // As Python's hashlib.pbkdf2_hmac('sha256', …, 120000) says.
        assertThat(secret.fingerprint("a use"))
                .isEqualTo("62c1d37ca0399c045a9b2eff5b41966a74ff30764c59023e221b920e03dbd837");
        assertThat(secret.fingerprint("another")).isNotEqualTo(secret.fingerprint("a use"));
        assertThat(Secret.of("").fingerprint("a use")).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> secret.fingerprint(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:hush@host/repo.git",
                "https://hush@host/repo.git",
                "ssh://git:hush@host/repo.git",
                "https://host/repo.git?access_token=hush",
                "https://host/repo.git?a=b&password=hush"
            })
    void locationsWithAPasswordOrTokenAreRefusedWithoutQuotingThem(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origin.of(location))
                .withMessageContaining("credential provider")
                .withMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://git@github.com/acme/schema.git",
                "git@github.com:acme/schema.git",
                "classpath:db/migration",
                "/srv/a@b:c/db",
                "https://host:8443/a/b.git"
            })
    void locationsWithAPlainUserAreAccepted(String location) {
        assertThat(Origin.of(location).location()).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/db?user=me&password=hush",
                "jdbc:postgresql://h/db?sslpassword=hush",
                "jdbc:postgresql://me:hush@h/db",
                "jdbc:mariadb://h/db?PASSWORD=hush",
                "jdbc:sqlserver://h;databaseName=x;password=hush",
                "jdbc:h2:mem:x;PASSWORD=hush",
                "jdbc:oracle:thin:scott/hush@h:1521/x",
                "jdbc:postgresql://h/db?user=hush",
                "jdbc:postgresql://h/db?sslmode=require&User=hush",
                "jdbc:mariadb://h/db?username=hush",
                "jdbc:mysql://address=(host=h)(user=hush)/db",
                "jdbc:sqlserver://h;databaseName=x; userName = hush",
                "jdbc:h2:mem:x;USER=hush",
                "jdbc:db2://h:50000/db:user=hush;",
                "postgresql://h/db"
            })
    void jdbcUrlsWithCredentialsAreRefusedWithoutQuotingThem(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSources.builder(url))
                .withMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h:5432/db?sslmode=verify-full&sslrootcert=/a/b.pem",
                "jdbc:oracle:thin:@//h:1521/x",
                "jdbc:h2:mem:x;DB_CLOSE_DELAY=-1",
                "jdbc:postgresql://h/user?ApplicationName=user",
                "jdbc:sqlserver://h:1433;databaseName=x;encrypt=true"
            })
    void jdbcUrlsWithoutCredentialsAreAccepted(String url) {
        assertThat(DataSources.builder(url).build()).hasToString("DataSource[" + url + "]");
    }

    @Test
    void aPlanListsAsPendingWhatIsInThatStateInOrder() {
        var changelog = Changelog.of(Map.of("a", ""));
        var one = Migration.builder("1").build();
        var two = Migration.builder("2").path("V2__x.sql").build();
        var plan = MigrationPlan.builder(changelog)
                .entry(MigrationPlan.Entry.builder(one, MigrationPlan.State.APPLIED)
                        .historyChecksum("1")
                        .build())
                .entry(MigrationPlan.Entry.builder(two, MigrationPlan.State.PENDING)
                        .build())
                .build();

        assertThat(plan.pending()).containsExactly(two);
        assertThat(plan.isApplicable()).isTrue();
        assertThat(plan.digest()).isEqualTo(changelog.digest());
        assertThat(plan.entries().get(0).historyChecksum()).contains("1");
        assertThat(plan.entries().get(0).appliedAt()).isEmpty();
        assertThat(MigrationPlan.builder(changelog)
                        .problem(Problem.of("no"))
                        .build()
                        .isApplicable())
                .isFalse();
    }

    @Test
    void aReportHoldsWhatItWasGiven() {
        var plan = MigrationPlan.builder(Changelog.of(Map.of("a", ""))).build();
        var one = Migration.builder("1").build();
        var report = MigrationReport.builder(plan)
                .applied(one, Duration.ofMillis(5))
                .declined(one, "runAlways")
                .build(plan, Duration.ofSeconds(1));

        assertThat(report.applied()).containsExactly(new MigrationReport.Applied(one, Duration.ofMillis(5)));
        assertThat(report.declined()).containsExactly(new MigrationReport.Declined(one, "runAlways"));
        assertThat(report.before()).isSameAs(plan);
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void optionsKeepWhatIsNotChanged() {
        var options = MigrateOptions.builder().lockWait(Duration.ofSeconds(3)).build();
        StopSignal stop = () -> true;

        assertThat(options.toBuilder().stop(stop).build().lockWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(options.toBuilder().stop(stop).build().stop()).isSameAs(stop);
        assertThat(MigrateOptions.defaults().stop().isRequested()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MigrateOptions.builder().lockWait(Duration.ofSeconds(-1)));
    }

    @Test
    void aRejectionNeedsAReason() {
        assertThatThrownBy(() -> new MigrationRejectedException("no", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
