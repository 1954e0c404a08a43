package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Secret;
import org.junit.jupiter.api.Test;

/** A real project's changelog, if it is there: {@code -Dslipway.corpora=…}. */
class SharebuilderTest {
    @Test
    void theSharebuilderChangelogIsAppliedWithSecretPlaceholdersAndThenThereIsNothingToDo() {
        var changelog = ChangelogSource.directory(Corpora.directory("sharebuilder-flyway-postgres"))
                .fetch();
        var database = TestDatabases.postgres();
        var engine = FlywayEngine.builder()
                .placeholder("database_name", database.getDatabaseName())
                .placeholder("read_only_password", Secret.of("Rx7-Quay.Wharf"))
                .placeholder("sample_application_password", Secret.of("Sx8-Mole.Pier"))
                .build();

        var report = engine.migrate(changelog, database);

        assertThat(report.applied()).isNotEmpty();
        assertThat(report.after().pending()).isEmpty();
        assertThat(engine.migrate(changelog, database).applied()).isEmpty();
        // The embedded server trusts everybody: the stored password is what can be compared.
        assertThat(TestDatabases.query(
                        database, "select rolpassword is not null from pg_authid where rolname = 'read_only'"))
                .containsExactly("t");
        Corpora.dropSharebuilderUsers(database);
    }
}
