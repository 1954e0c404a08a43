package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationPlan;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our history rows are those of Liquibase with the changelog's root as its search path. */
class ParityTest {
    static Stream<Arguments> corpora() throws URISyntaxException {
        Path own = Path.of(ParityTest.class.getResource("/corpus/root.xml").toURI())
                .getParent();
        Path shared = Path.of(System.getProperty("slipway.corpora", "no-corpora"));
        return Stream.of(
                corpus("own corpus on PostgreSQL", own, "root.xml", TestDatabases::postgres),
                corpus("own corpus on H2", own, "root.xml", TestDatabases::h2),
                corpus(
                        "traccar on PostgreSQL",
                        shared.resolve("traccar-liquibase"),
                        "changelog-master.xml",
                        TestDatabases::postgres),
                corpus(
                        "orca on PostgreSQL",
                        shared.resolve("orca-liquibase-yaml"),
                        "db/changelog-master.yml",
                        TestDatabases::postgres));
    }

    private static Arguments corpus(String name, Path directory, String root, Supplier<DataSource> databases) {
        return Arguments.of(Named.of(name, directory), root, databases);
    }

    @ParameterizedTest
    @MethodSource("corpora")
    void theHistoryIsThatOfLiquibaseItselfAndEitherGoesOnWhereTheOtherStopped(
            Path directory, String root, Supplier<DataSource> databases) throws Exception {
        assumeTrue(
                Files.isDirectory(directory), () -> "there is no " + directory.getFileName() + " in slipway.corpora");
        Changelog changelog = ChangelogSource.directory(directory).fetch();
        DataSource ours = databases.get();
        DataSource plain = databases.get();
        var engine = LiquibaseEngine.of(root);

        MigrationPlan before = engine.plan(changelog, ours);
        var report = engine.migrate(changelog, ours);
        PlainLiquibase.update(directory, root, plain, Map.of());

        assertThat(TestDatabases.history(ours)).isNotEmpty().isEqualTo(TestDatabases.history(plain));
        assertThat(report.applied()).hasSameSizeAs(TestDatabases.history(ours));
        assertThat(before.pending())
                .hasSize(report.applied().size() + report.declined().size());
        assertThat(report.after().pending()).hasSameSizeAs(report.declined());
        assertThat(report.declined()).allSatisfy(one -> assertThat(one.reason()).contains("for another database"));
        assertThat(TestDatabases.tables(ours)).isEqualTo(TestDatabases.tables(plain));

        var rows = TestDatabases.history(ours);
        assertThat(engine.migrate(changelog, plain).applied()).isEmpty();
        PlainLiquibase.update(directory, root, ours, Map.of());
        assertThat(TestDatabases.history(ours)).isEqualTo(rows);
        assertThat(TestDatabases.history(plain)).isEqualTo(rows);
    }

    @org.junit.jupiter.api.Test
    void changeSetsForOtherDatabasesAreSkippedAndOthersByContextWhenContextsAreGiven() throws Exception {
        Path own = Path.of(ParityTest.class.getResource("/corpus/root.xml").toURI())
                .getParent();
        Changelog changelog = ChangelogSource.directory(own).fetch();
        var engine = LiquibaseEngine.builder("root.xml")
                .contexts("production")
                .labels("!people")
                .build();

        MigrationPlan plan = engine.plan(changelog, TestDatabases.h2());

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.entries().stream()
                        .filter(entry -> entry.state() == SKIPPED)
                        .map(entry -> entry.migration().id()))
                .containsExactlyInAnyOrder(
                        "root.xml::oracle-only::anne",
                        "root.xml::test-only::anne",
                        "db/changes/001-crew.sql::crew::carol");
    }
}
