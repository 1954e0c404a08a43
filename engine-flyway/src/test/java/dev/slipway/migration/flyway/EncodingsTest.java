package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationRejectedException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Text and checksums of files in any encoding are those of plain Flyway. */
@Timeout(60)
class EncodingsTest extends HistoryComparison {
    private static final String MARK = "\uFEFF";

    @Test
    void byteOrderMarksAndLineEndsDoNotChangeChecksums() throws Exception {
        file("V1__crlf.sql", "create table a (t varchar(9));\r\ninsert into a values ('Árgo');\r\n");
        file("V2__mark.sql", MARK + "insert into a values ('Ölund');\r");
        file("R__empty_last_line.sql", MARK + "-- ${who}\n\nselect 1;\n\n");

        DataSource database =
                assertSameHistory(b -> b.placeholder("who", "x"), c -> c.placeholders(Map.of("who", "x")));

        assertThat(TestDatabases.query(database, "select t from a")).containsExactly("Árgo", "Ölund");
    }

    @Test
    void anEncodingIsUsedForTextAndChecksum() throws Exception {
        file("V1__a.sql", "create table a (t varchar(9)); insert into a values ('Árgo');".getBytes(ISO_8859_1));

        DataSource database = assertSameHistory(b -> b.encoding(ISO_8859_1), c -> c.encoding(ISO_8859_1));

        assertThat(TestDatabases.query(database, "select t from a")).containsExactly("Árgo");
    }

    @Test
    void theEncodingOfASingleFileIsTheOneOfItsScriptConfiguration() throws Exception {
        file("V1__a.sql", "create table a (t varchar(9)); insert into a values ('Árgo');");
        file("V2__b.sql", "insert into a values ('Ölund');".getBytes(ISO_8859_1));
        file("V2__b.sql.conf", "encoding=ISO-8859-1\n");
        file("V3__c.sql", (MARK + "insert into a values ('Ærø');").getBytes(UTF_16LE));
        file("V3__c.sql.conf", "encoding=UTF-16LE\n");

        DataSource database = assertSameHistory(b -> b, c -> c);

        assertThat(TestDatabases.query(database, "select t from a")).containsExactly("Árgo", "Ölund", "Ærø");
    }

    @Test
    void aRepeatableMigrationWithATimestampIsKnownInItsOwnEncoding() throws Exception {
        file("R__r.sql", (MARK + "-- ${flyway:timestamp}\nselect pg_sleep(1.1);").getBytes(UTF_16LE));
        file("R__r.sql.conf", "encoding=UTF-16LE\n");

        var report =
                new FlywayEngine().migrate(ChangelogSource.directory(directory).fetch(), TestDatabases.postgres());

        assertThat(report.declined())
                .extracting(declined -> declined.migration().id())
                .containsExactly("R__r");
    }

    @Test
    void encodingsAreDetectedAsFlywayDoesIt() throws Exception {
        file("V1__utf8.sql", "create table a (t varchar(9)); insert into a values ('Árgo');");
        file("V2__latin1.sql", "insert into a values ('Ölund');".getBytes(ISO_8859_1));
        file("V3__utf16_marked.sql", "insert into a values ('Ærø');".getBytes(UTF_16));
        file("V4__utf16le_marked.sql", (MARK + "insert into a values ('Ærø');").getBytes(UTF_16LE));
        file("V5__ascii.sql", "insert into a values ('x');");

        DataSource database = assertSameHistory(b -> b.detectEncoding(true), c -> c.detectEncoding(true));

        assertThat(TestDatabases.query(database, "select t from a"))
                .containsExactly("Árgo", "Ölund", "Ærø", "Ærø", "x");
    }

    @Test
    void textThatIsNotInTheEncodingIsRejectedInsteadOfChanged() throws Exception {
        file("V1__a.sql", "create table a (t varchar(9)); insert into a values ('Árgo');".getBytes(ISO_8859_1));
        Changelog changelog = ChangelogSource.directory(directory).fetch();

        assertThatThrownBy(() -> new FlywayEngine().migrate(changelog, TestDatabases.h2()))
                .isInstanceOf(MigrationRejectedException.class)
                .hasMessageContaining("encoding");
    }
}
