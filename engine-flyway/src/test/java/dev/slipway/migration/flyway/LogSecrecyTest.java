package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A secret placeholder does not get into a log record at INFO or above, whatever a server does with it. */
@Timeout(60)
class LogSecrecyTest {
    private static final String SECRET = "Kx7-Quay.Wharf_93Zm";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> records = new ListAppender<>();
    private final Level level = root.getLevel();
    private final FlywayEngine engine =
            FlywayEngine.builder().placeholder("pw", Secret.of(SECRET)).build();

    @BeforeEach
    void listen() {
        records.start();
        root.addAppender(records);
        root.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        root.setLevel(level);
        root.detachAppender(records);
    }

    @Test
    void aNoticeThatRepeatsItIsNotLogged() {
        engine.migrate(
                Changelog.of(Map.of("V1__a.sql", "do $$ begin raise notice 'the password is %', '${pw}'; end $$;")),
                TestDatabases.postgres());

        assertNothingTold();
        assertThat(text()).as("a notice is logged, without it").contains("the password is [redacted]");
    }

    @Test
    void theResultOfASelectIsNotLogged() {
        engine.migrate(Changelog.of(Map.of("V1__a.sql", "select '${pw}' as password;")), TestDatabases.postgres());

        assertNothingTold();
    }

    @Test
    void theResultOfASelectIsNotLoggedEvenIfTheHatchAsksForIt() {
        engine.toBuilder()
                .configure(c -> c.outputQueryResults(true))
                .build()
                .migrate(Changelog.of(Map.of("V1__a.sql", "select '${pw}' as password;")), TestDatabases.postgres());

        assertNothingTold();
    }

    @Test
    void aStatementThatFailsIsNotLogged() {
        for (String sql : new String[] {
            "create user x with password '${pw}' nonsense;",
            "select '${pw}'::int;",
            "create table t (a text primary key); insert into t values ('${pw}'), ('${pw}');"
        }) {
            assertThatThrownBy(() -> engine.migrate(Changelog.of(Map.of("V1__a.sql", sql)), TestDatabases.postgres()))
                    .isInstanceOf(MigrationException.class);
        }

        assertNothingTold();
    }

    @Test
    void aCallbackAndARepeatableThatFailAreNotLogged() {
        assertThatThrownBy(() -> engine.migrate(
                        Changelog.of(Map.of("V1__a.sql", "select 1;", "beforeMigrate.sql", "select '${pw}'::int;")),
                        TestDatabases.postgres()))
                .isInstanceOf(MigrationException.class);
        assertThatThrownBy(() -> engine.migrate(
                        Changelog.of(Map.of("R__a.sql", "select * from \"${pw}\";")), TestDatabases.h2()))
                .isInstanceOf(MigrationException.class);

        assertNothingTold();
    }

    @Test
    void aServerThatRepeatsASecretInANoticeOrAnErrorIsNotQuoted() {
        var changelog = Changelog.of(Map.of(
                "V1__a.sql", "do $$ begin raise exception 'no %', upper('${pw}') using detail = '${pw}'; end $$;"));

        var failure = catchThrowableOfType(
                MigrationException.class, () -> engine.migrate(changelog, TestDatabases.postgres()));

        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(at.toString().toLowerCase(Locale.ROOT))
                    .doesNotContain("kx7-qu")
                    .doesNotContain("_93zm");
        }
        assertThat(failure).hasMessageContaining("SQLState P0001").hasMessageContaining("statement 1");
    }

    private void assertNothingTold() {
        assertThat(records.list).isNotEmpty();
        assertThat(text().toLowerCase(Locale.ROOT))
                .doesNotContain("kx7-qu")
                .doesNotContain("wharf_")
                .doesNotContain("_93zm");
    }

    private String text() {
        var text = new StringBuilder();
        for (ILoggingEvent record : List.copyOf(records.list)) {
            // The embedded server's own log is not ours to write.
            if (record.getLoggerName().startsWith("io.zonky")) {
                continue;
            }
            text.append(record.getFormattedMessage()).append('\n');
            if (record.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(record.getThrowableProxy()));
            }
        }
        return text.toString();
    }
}
