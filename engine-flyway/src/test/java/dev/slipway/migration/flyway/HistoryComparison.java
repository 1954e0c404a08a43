package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.io.TempDir;

/** Migrates by this engine and by plain Flyway of the same version, and compares what they write; on H2, for speed. */
abstract class HistoryComparison {
    @TempDir
    Path directory;

    final List<String> locations = new ArrayList<>();

    final void file(String name, byte[] content) throws Exception {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, content);
    }

    final void file(String name, String text) throws Exception {
        file(name, text.getBytes(UTF_8));
    }

    final DataSource assertSameHistory(
            UnaryOperator<FlywayEngine.Builder> ours, UnaryOperator<FluentConfiguration> plain) {
        return assertSameHistory(TestDatabases.h2(), TestDatabases.h2(), ours, plain);
    }

    /** Also that what either has migrated is nothing to do for the other. */
    final DataSource assertSameHistory(
            DataSource mine,
            DataSource theirs,
            UnaryOperator<FlywayEngine.Builder> ours,
            UnaryOperator<FluentConfiguration> plain) {
        Changelog changelog = ChangelogSource.directory(directory).fetch();
        FlywayEngine engine = ours.apply(FlywayEngine.builder()).build();
        String[] places = locations.isEmpty()
                ? new String[] {"filesystem:" + directory}
                : locations.stream()
                        .map(place -> "filesystem:" + directory.resolve(place))
                        .toArray(String[]::new);
        FluentConfiguration flyway =
                plain.apply(Flyway.configure().locations(places)).dataSource(theirs);

        engine.migrate(changelog, mine);
        flyway.load().migrate();

        assertThat(rows(mine, flyway.getTable())).isNotEmpty().isEqualTo(rows(theirs, flyway.getTable()));
        assertThat(engine.migrate(changelog, theirs).applied()).isEmpty();
        assertThat(flyway.dataSource(mine).load().migrate().migrationsExecuted).isZero();
        return mine;
    }

    static List<String> rows(DataSource database, String table) {
        return TestDatabases.query(
                database,
                "select \"version\", \"description\", \"type\", \"script\", \"checksum\", \"success\" from \"" + table
                        + "\" order by \"installed_rank\"");
    }
}
