package dev.slipway.examples.unittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.testkit.MigrationExtension;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test finds the schema as the migrations leave it, and nothing of what other tests did. */
class PersonsTest {
    @RegisterExtension
    static final MigrationExtension schema =
            MigrationExtension.postgres(new FlywayEngine(), ChangelogSource.classpath("db/migration"));

    @Test
    void emailsAreUnique(DataSource database) throws SQLException {
        var persons = new Persons(database);
        persons.add("ada@example.com", "Ada");
        assertThatThrownBy(() -> persons.add("ada@example.com", "Another"))
                .hasMessageContaining("person_email_is_unique");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "Ada@Example.com"})
    void namesAreFoundWhateverTheCaseOfTheAddress(String email, DataSource database) throws SQLException {
        var persons = new Persons(database);
        persons.add("ada@example.com", "Ada");
        assertThat(persons.nameOf(email)).contains("Ada");
        assertThat(persons.count()).isEqualTo(1);
    }

    @Test
    void visitsGoWithTheirPerson(DataSource database, Connection connection) throws SQLException {
        long ada = new Persons(database).add("ada@example.com", "Ada");
        try (var statement = connection.createStatement()) {
            statement.execute("insert into visit (person_id) values (" + ada + ")");
            statement.execute("delete from person");
            try (var visits = statement.executeQuery("select 1 from visit")) {
                assertThat(visits.next()).isFalse();
            }
        }
    }

    @Test
    void allMigrationsWereApplied(MigrationReport report) {
        assertThat(report.applied()).hasSize(2);
        assertThat(report.after().pending()).isEmpty();
    }
}
