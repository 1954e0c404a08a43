package dev.slipway.examples.runner;

import dev.slipway.migration.DataSources;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which database, who logs in, and how long to wait for it. */
final class DatabaseSettings {
    private final Checks checks;
    private final References references;
    private final @Nullable DataSource database;

    private DatabaseSettings(Checks checks, References references) {
        this.checks = checks;
        this.references = references;
        this.database = readDatabase();
    }

    static DatabaseSettings read(Checks checks, References references) {
        return new DatabaseSettings(checks, references);
    }

    /** The database; nothing if the settings are wrong. */
    @Nullable
    DataSource database() {
        return database;
    }

    /** The JDBC URL, which holds no credentials. */
    Optional<String> jdbcUrl() {
        Optional<String> url = checks.text(Setting.DB_URL);
        if (url.isPresent()) {
            return url;
        }
        return checks.text(Setting.DB_HOST)
                .flatMap(host -> checks.text(Setting.DB_NAME).map(name -> postgresUrl(host, name)));
    }

    private String postgresUrl(String host, String name) {
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + bracketed + ":"
                + checks.text(Setting.DB_PORT).orElse("5432") + "/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable DataSource readDatabase() {
        if (!checks.isGiven(Setting.DB_URL)) {
            checks.require(Setting.DB_HOST, "the host of the database (or give DB_URL)");
            checks.require(Setting.DB_NAME, "the name of the database (or give DB_URL)");
            checks.text(Setting.DB_PORT).ifPresent(this::checkPort);
            checks.text(Setting.DB_HOST)
                    .filter(host -> host.matches(".*[/@?\\s].*"))
                    .ifPresent(host -> checks.add("DB_HOST: a host name or address is needed, not a URL"));
        }
        checks.require(Setting.DB_CREDENTIALS, "a reference to the database's user name and password");
        var login = checks.reference(Setting.DB_CREDENTIALS, Reference::parse, references::login);
        Duration wait = checks.duration(Setting.DB_WAIT, "60s");
        Optional<String> url = jdbcUrl();
        if (url.isEmpty()) {
            return null;
        }
        return checks.attempt(Setting.DB_URL.name(), () -> {
            var builder = DataSources.builder(url.get()).waitUpTo(wait);
            login.ifPresent(builder::credentials);
            return builder.build();
        });
    }

    private void checkPort(String port) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            checks.add("DB_PORT: '" + port + "' is no port from 1 to 65535");
        }
    }
}
