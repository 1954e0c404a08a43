package dev.slipway.examples.runner;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which database, who logs in, and how long to wait for it. */
final class DatabaseSettings {
    private static final Setting[] PLACE = {Setting.DB_URL, Setting.DB_HOST, Setting.DB_PORT, Setting.DB_NAME};

    private static final Pattern SERVER =
            Pattern.compile("jdbc:postgresql://([A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/[^/]*");

    private final Checks checks;
    private final References references;
    private final FlywayConfiguration flyway;
    private final Optional<FlywayValue> flywayUrl;
    private final Optional<CredentialProvider<UsernamePassword>> login;
    private final Duration wait;
    private final TlsSettings tls;
    private @Nullable DataSource database;

    private DatabaseSettings(Checks checks, References references, FlywayConfiguration flyway) {
        this.checks = checks;
        this.references = references;
        this.flyway = flyway;
        this.flywayUrl = flyway.value(FlywaySetting.URL);
        checkPlace();
        this.login = readLogin();
        this.wait = checks.duration(Setting.DB_WAIT, "60s");
        this.tls = TlsSettings.read(checks, references, jdbcUrl());
        jdbcUrl()
                .filter(url -> flywayUrl.isEmpty() || !flywayUrl.get().isSecret())
                .ifPresent(url -> checks.attempt(
                        flywayUrl.map(FlywayValue::where).orElse(Setting.DB_URL.name()), () -> builder(url)));
    }

    static DatabaseSettings read(Checks checks, References references, FlywayConfiguration flyway) {
        return new DatabaseSettings(checks, references, flyway);
    }

    /** The database. Reads what its URL and properties refer to, if they do. */
    DataSource open() {
        DataSource made = database;
        if (made == null) {
            made = make();
            database = made;
        }
        return made;
    }

    private DataSource make() {
        try {
            String url = flywayUrl.isPresent()
                    ? flywayUrl.get().read(references)
                    : jdbcUrl().orElseThrow();
            tls.requireUndisturbedBy(url);
            var builder = builder(url);
            flyway.jdbcProperties().forEach((name, value) -> builder.property(name, value.read(references)));
            tls.apply(builder);
            return builder.build();
        } catch (IllegalArgumentException refused) {
            throw new CredentialException(
                    "The URL that " + flywayUrl.map(FlywayValue::where).orElse("DB_URL")
                            + " refers to cannot be used: give a JDBC URL without user name and password, and without"
                            + " TLS parameters where DB_SSLROOTCERT is given");
        }
    }

    private DataSources.Builder builder(String url) {
        var builder = DataSources.builder(url).waitUpTo(wait);
        login.ifPresent(builder::credentials);
        return builder;
    }

    /** The JDBC URL, which holds no credentials; or what refers to it. */
    Optional<String> jdbcUrl() {
        if (flywayUrl.isPresent()) {
            return flywayUrl.map(value ->
                    value.isSecret() ? value.where() : value.reference().text());
        }
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

    private void checkPlace() {
        if (flywayUrl.isPresent()) {
            String alsoGiven = checks.given(PLACE);
            if (!alsoGiven.isEmpty()) {
                checks.add(flywayUrl.get().where() + ": give it or " + alsoGiven + ", not both");
            }
        } else if (!checks.isGiven(Setting.DB_URL)) {
            checks.require(Setting.DB_HOST, "the host of the database (or give DB_URL)");
            checks.require(Setting.DB_NAME, "the name of the database (or give DB_URL)");
            checks.text(Setting.DB_PORT).ifPresent(this::checkPort);
            checks.text(Setting.DB_HOST)
                    .filter(host -> host.matches(".*[/@?\\s].*"))
                    .ifPresent(host -> checks.add("DB_HOST: a host name or address is needed, not a URL"));
        }
        if (checks.isGiven(Setting.DB_SSLROOTCERT)) {
            flyway.jdbcProperties().forEach((name, value) -> {
                if (name.toLowerCase(Locale.ROOT).startsWith("ssl")) {
                    checks.add(value.where() + ": give it or DB_SSLROOTCERT, not both");
                }
            });
        }
        for (String name : List.of("user", "password")) {
            Optional.ofNullable(flyway.jdbcProperties().get(name))
                    .ifPresent(value -> checks.add(value.where() + ": give it as FLYWAY_USER or FLYWAY_PASSWORD"));
        }
    }

    private void checkPort(String port) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            checks.add("DB_PORT: '" + port + "' is no port from 1 to 65535");
        }
    }

    private CredentialProvider<UsernamePassword> login(Reference reference) {
        if (reference.scheme() != Reference.Scheme.RDS_IAM) {
            return references.login(reference);
        }
        if (!checks.isGiven(Setting.DB_SSLROOTCERT)) {
            throw new IllegalArgumentException("'rds-iam:' needs TLS: give DB_SSLROOTCERT, Amazon RDS's bundle");
        }
        var server = SERVER.matcher(jdbcUrl().orElse(""));
        if (!server.matches()) {
            throw new IllegalArgumentException("'rds-iam:' needs one host: give DB_HOST, or a DB_URL such as"
                    + " jdbc:postgresql://HOST:5432/NAME");
        }
        int port = server.group(2) == null ? 5432 : Integer.parseInt(server.group(2));
        return references.token(reference, server.group(1), port);
    }

    private Optional<CredentialProvider<UsernamePassword>> readLogin() {
        Optional<FlywayValue> user = flyway.value(FlywaySetting.USER);
        Optional<FlywayValue> password = flyway.value(FlywaySetting.PASSWORD);
        if (user.isEmpty()) {
            password.ifPresent(value -> checks.add(value.where() + ": give FLYWAY_USER, too"));
            checks.require(Setting.DB_CREDENTIALS, "a reference to the database's user name and password");
            return checks.reference(Setting.DB_CREDENTIALS, Reference::parse, this::login);
        }
        if (checks.isGiven(Setting.DB_CREDENTIALS)) {
            checks.add(user.get().where() + ": give it or DB_CREDENTIALS, not both");
        }
        CredentialProvider<Secret> secret = password.map(value -> references.secret(value.reference()))
                .orElse(CredentialProvider.of(Secret.of("")));
        return Optional.of(new CredentialProvider<>() {
            @Override
            public UsernamePassword get() {
                return new UsernamePassword(user.get().read(references), secret.get());
            }

            @Override
            public UsernamePassword replace(UsernamePassword rejected) {
                return new UsernamePassword(user.get().read(references), secret.replace(rejected.password()));
            }
        });
    }
}
