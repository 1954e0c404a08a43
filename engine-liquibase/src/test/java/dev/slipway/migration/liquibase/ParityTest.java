package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationPlan;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our history rows are those of Liquibase with the changelog's root as its search path. */
class ParityTest {
    enum Kind {
        POSTGRES,
        H2;

        DataSource fresh() {
            return this == H2 ? TestDatabases.h2() : TestDatabases.postgres();
        }
    }

    private static Path own() throws URISyntaxException {
        return Path.of(ParityTest.class.getResource("/corpus/root.xml").toURI()).getParent();
    }

    @ParameterizedTest
    @EnumSource
    void theHistoryIsThatOfLiquibaseItselfAndEitherGoesOnWhereTheOtherStopped(Kind kind) throws Exception {
        Path directory = own();
        String root = "root.xml";
        Changelog changelog = ChangelogSource.directory(directory).fetch();
        DataSource ours = kind.fresh();
        DataSource plain = kind.fresh();
        var engine = LiquibaseEngine.of(root);

        MigrationPlan before = engine.plan(changelog, ours);
        var report = engine.migrate(changelog, ours);
        PlainLiquibase.update(directory, root, plain, Map.of());

        assertThat(TestDatabases.history(ours)).isNotEmpty().isEqualTo(TestDatabases.history(plain));
        assertThat(report.applied()).hasSize((int) TestDatabases.history(ours).stream()
                .filter(row -> !row.contains("|MARK_RAN|"))
                .count());
        assertThat(before.pending())
                .hasSize(report.applied().size() + report.declined().size());
        assertThat(report.after().pending())
                .hasSize(before.pending().size() - TestDatabases.history(ours).size());
        assertThat(report.declined())
                .allSatisfy(one -> assertThat(one.reason()).containsAnyOf("for another database", "onFail: MARK_RAN"));
        assertThat(TestDatabases.tables(ours)).isEqualTo(TestDatabases.tables(plain));

        var rows = TestDatabases.history(ours);
        assertThat(engine.migrate(changelog, plain).applied()).isEmpty();
        PlainLiquibase.update(directory, root, ours, Map.of());
        assertThat(TestDatabases.history(ours)).isEqualTo(rows);
        assertThat(TestDatabases.history(plain)).isEqualTo(rows);
    }

    @Test
    void changeSetsForOtherDatabasesAreSkippedAndOthersByContextWhenContextsAreGiven() throws Exception {
        Changelog changelog = ChangelogSource.directory(own()).fetch();
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
