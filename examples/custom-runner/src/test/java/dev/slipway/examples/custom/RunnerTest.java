package dev.slipway.examples.custom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.flyway.FlywayEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Scanner;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private static final Changelog CHANGELOG = Changelog.of(
            Map.of("V1__ship.sql", "create table ship (id int);", "V2__port.sql", "create table port (id int);"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JdbcDataSource database = new JdbcDataSource();

    RunnerTest() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Test
    void afterYesItAppliesWhatItShowed() {
        assertThat(run(CHANGELOG, typed("yes\n"))).isZero();
        assertThat(out.toString(UTF_8).lines())
                .containsExactly("Entry[1 PENDING]", "Entry[2 PENDING]", "Apply 2? Type yes", "Applied 2");
        assertThat(run(CHANGELOG, typed(""))).as("nothing left to ask about").isZero();
    }

    @Test
    void afterAnythingElseItAppliesNothing() {
        assertThat(run(CHANGELOG, typed("y\n"))).isEqualTo(3);
        assertThat(run(CHANGELOG, typed(""))).isEqualTo(3);
        assertThat(new FlywayEngine().plan(CHANGELOG, database).pending()).hasSize(2);
    }

    @Test
    void itDoesNotAskAboutWhatWouldBeRejected() {
        new FlywayEngine().migrate(CHANGELOG, database);
        var edited = Changelog.of(Map.of("V1__ship.sql", "create table ship (id bigint);", "V2__port.sql", "select 1"));

        assertThat(run(edited, typed("yes\n"))).isEqualTo(2);
        assertThat(out.toString(UTF_8)).contains("Entry[1 CHANGED]").doesNotContain("Type yes");
    }

    @Test
    void whatChangesBetweenLookAndLeapStopsIt() {
        var meanwhile = new InputStream() {
            private final InputStream yes = typed("yes\n");

            @Override
            public int read() {
                var first = Changelog.of(Map.of("V1__ship.sql", "create table ship (id int);"));
                new FlywayEngine().migrate(first, database);
                try {
                    return yes.read();
                } catch (java.io.IOException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        };
        assertThat(run(CHANGELOG, meanwhile)).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("The database has changed since you looked: look again");
        assertThat(new FlywayEngine().plan(CHANGELOG, database).pending()).hasSize(1);
    }

    @Test
    void withoutALoginItSaysWhatToSet() {
        assertThatThrownBy(() -> Runner.main(new String[] {".", "jdbc:postgresql://localhost/none"}))
                .hasMessage("Set the variable DB_USER");
    }

    @Test
    void itIsShorterThanSixtyLines() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/main/java/dev/slipway/examples/custom/Runner.java")))
                .hasSizeLessThan(60);
    }

    private int run(Changelog changelog, InputStream in) {
        return Runner.run(() -> changelog, database, new Scanner(in, UTF_8), new PrintStream(out, true, UTF_8));
    }

    private static InputStream typed(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
