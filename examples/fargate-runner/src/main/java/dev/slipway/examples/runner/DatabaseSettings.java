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
    private final OwnSettings own;
    private final Drivers drivers;
    private final Optional<GivenValue> ownUrl;
    private final Optional<CredentialProvider<UsernamePassword>> login;
    private final Duration wait;
    private final TlsSettings tls;
    private @Nullable DataSource database;

    private DatabaseSettings(Checks checks, References references, OwnSettings own, Drivers drivers) {
        this.checks = checks;
        this.references = references;
        this.own = own;
        this.drivers = drivers;
        this.ownUrl = own.url();
        checkPlace();
        this.login = readLogin();
        this.wait = checks.duration(Setting.DB_WAIT, "60s");
        this.tls = TlsSettings.read(checks, references, jdbcUrl());
        jdbcUrl().filter(url -> ownUrl.isEmpty() || !ownUrl.get().isSecret()).ifPresent(this::checkUrl);
    }

    static DatabaseSettings read(Checks checks, References references, OwnSettings own, Drivers drivers) {
        return new DatabaseSettings(checks, references, own, drivers);
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
            String url = ownUrl.isPresent()
                    ? references.url(ownUrl.get().reference())
                    : jdbcUrl().orElseThrow();
            tls.requireUndisturbedBy(url);
            var builder = builder(url);
            own.jdbcProperties().forEach((name, value) -> builder.property(name, value.read(references)));
            tls.apply(builder);
            driverOf(url).ifPresent(builder::driverClassLoader);
            return builder.build();
        } catch (IllegalArgumentException refused) {
            throw new CredentialException("The URL that " + where()
                    + " refers to cannot be used: give a JDBC URL without user name and password, and without"
                    + " TLS parameters where DB_SSLROOTCERT is given");
        }
    }

    private DataSources.Builder builder(String url) {
        var builder = DataSources.builder(url).waitUpTo(wait);
        login.ifPresent(builder::credentials);
        return builder;
    }

    private Optional<ClassLoader> driverOf(String url) {
        try {
            return driver(url);
        } catch (IllegalArgumentException missing) {
            throw new UsageException(List.of(where() + ": " + missing.getMessage()));
        }
    }

    private void checkUrl(String url) {
        try {
            builder(url);
        } catch (IllegalArgumentException refused) {
            checks.add(where() + ": " + refused.getMessage() + " (" + own.userName() + " and " + own.passwordName()
                    + ", or DB_CREDENTIALS)");
            return;
        }
        if (ownUrl.isPresent() || checks.isGiven(Setting.DB_URL)) {
            checks.attempt(where(), () -> driver(url));
        }
    }

    /** What the URL is called where it was given. */
    private String where() {
        return ownUrl.map(GivenValue::where)
                .orElse(checks.isGiven(Setting.DB_URL) ? Setting.DB_URL.name() : Setting.DB_HOST.name());
    }

    /** Where the driver is loaded from; none for the runner's own, on which TLS is built. */
    private Optional<ClassLoader> driver(String url) {
        return tls.isDemanded() ? Optional.empty() : drivers.loaderFor(url);
    }

    /** The JDBC URL, which holds no credentials; or what refers to it. */
    Optional<String> jdbcUrl() {
        if (ownUrl.isPresent()) {
            return ownUrl.map(GivenValue::shown);
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
        if (ownUrl.isPresent()) {
            String alsoGiven = checks.given(PLACE);
            if (!alsoGiven.isEmpty()) {
                checks.add(ownUrl.get().where() + ": give it or " + alsoGiven + ", not both");
            }
        } else if (checks.isGiven(Setting.DB_URL)) {
            String alsoGiven = checks.given(Setting.DB_HOST, Setting.DB_PORT, Setting.DB_NAME);
            if (!alsoGiven.isEmpty()) {
                checks.add("DB_URL: give it or " + alsoGiven + ", not both");
            }
        } else {
            checks.require(Setting.DB_HOST, "the host of the database (or give DB_URL)");
            checks.require(Setting.DB_NAME, "the name of the database (or give DB_URL)");
            checks.text(Setting.DB_PORT).ifPresent(this::checkPort);
            checks.text(Setting.DB_HOST)
                    .filter(host -> host.matches(".*[/@?\\s].*"))
                    .ifPresent(host -> checks.add("DB_HOST: a host name or address is needed, not a URL"));
        }
        if (checks.isGiven(Setting.DB_SSLROOTCERT)) {
            own.jdbcProperties().forEach((name, value) -> {
                if (name.toLowerCase(Locale.ROOT).startsWith("ssl")) {
                    checks.add(value.where() + ": give it or DB_SSLROOTCERT, not both");
                }
            });
        }
        for (String name : List.of("user", "password")) {
            Optional.ofNullable(own.jdbcProperties().get(name))
                    .ifPresent(value ->
                            checks.add(value.where() + ": give it as " + own.userName() + " or " + own.passwordName()));
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
        Optional<GivenValue> user = own.user();
        Optional<GivenValue> password = own.password();
        if (user.isEmpty()) {
            password.ifPresent(value -> checks.add(value.where() + ": give " + own.userName() + ", too"));
            if (!own.mayLackUser()) {
                checks.require(Setting.DB_CREDENTIALS, "a reference to the database's user name and password");
            }
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
                // The password first: reading it anew reads anew what holds the user name, too.
                Secret replaced = secret.replace(rejected.password());
                return new UsernamePassword(user.get().read(references), replaced);
            }
        });
    }
}
