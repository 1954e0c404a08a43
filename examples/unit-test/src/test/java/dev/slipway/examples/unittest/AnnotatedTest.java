package dev.slipway.examples.unittest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.testkit.MigratedDatabase;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The same by an annotation; it shares the server and the migration with {@link PersonsTest}. */
@MigratedDatabase(OurSchema.class)
class AnnotatedTest {
    private final Persons persons;

    AnnotatedTest(DataSource database) {
        persons = new Persons(database);
    }

    @Test
    void thereIsNobodyInTheBeginning() throws SQLException {
        assertThat(persons.count()).isZero();
        persons.add("ada@example.com", "Ada");
    }

    @Nested
    class InNestedClasses {
        @Test
        void testsHaveDatabasesOfTheirOwnToo() throws SQLException {
            assertThat(persons.count()).isZero();
            persons.add("ada@example.com", "Ada");
            assertThat(persons.nameOf("grace@example.com")).isEmpty();
        }
    }
}
