package dev.slipway.examples.startup;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrationException;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrates, and only then opens the pool and works. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger("shop");

    private Main() {}

    public static void main(String[] args) throws SQLException {
        Settings settings = settings(System.getenv());
        try {
            Schema.migrate(settings.database(settings.migrator()));
        } catch (MigrationException failure) {
            // The message says what failed, on what, and what to do; a stack trace would say nothing more.
            refuse(failure.getMessage());
        }
        // One connection without the pool says in one line what the pool would say in a stack trace, after its
        // patience.
        try (var connection = DataSources.connect(settings.database(settings.application()))) {
            LOG.debug("Logged in to {}", connection.getCatalog());
        } catch (MigrationException failure) {
            refuse(failure.getMessage());
        }
        try (var pool = pool(settings)) {
            LOG.info("Started: {} products", new Products(pool).count());
        }
    }

    /** Each connection of the pool asks for the password anew: a rotated one needs no restart. */
    private static HikariDataSource pool(Settings settings) {
        var configuration = new HikariConfig();
        DataSource unpooled = settings.database(settings.application());
        configuration.setDataSource(unpooled);
        configuration.setMaximumPoolSize(4);
        return new HikariDataSource(configuration);
    }

    private static Settings settings(Map<String, String> environment) {
        try {
            return Settings.of(environment);
        } catch (IllegalArgumentException incomplete) {
            return refuse(String.valueOf(incomplete.getMessage()));
        }
    }

    private static <T> T refuse(String reason) {
        LOG.error("Not started: {}", reason);
        System.exit(1);
        throw new AssertionError("unreachable");
    }
}
