package dev.slipway.examples.startup;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.flyway.FlywayEngine;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database to where {@code db/migration} on the class path says. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger("shop.schema");

    private Schema() {}

    /** Of several replicas that start at once one migrates; the others wait for it and go on. */
    static MigrationReport migrate(DataSource database) {
        // The class loader of the application, not that of the thread: it also holds when started from a nested jar.
        var changelog = ChangelogSource.classpath("db/migration", Schema.class.getClassLoader())
                .fetch();
        var options = MigrateOptions.builder()
                .listener(new Progress())
                .lockWait(Duration.ofMinutes(5))
                .build();
        var report = new FlywayEngine().migrate(changelog, database, options);
        LOG.info("Schema is up to date: {} applied", report.applied().size());
        return report;
    }

    private static final class Progress implements MigrationListener {
        @Override
        public void waiting(String holder, Duration soFar) {
            LOG.info("Waiting for another migration: {}, {} s", holder, soFar.toSeconds());
        }
    }
}
