package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address in a secret of Amazon RDS's form, as a JDBC URL. */
final class RdsAddress {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    /** What would change the meaning of a URL is refused, since drivers differ in what they decode. */
    private static final Pattern DATABASE = Pattern.compile("[^\\s\\p{Cntrl}/\\\\?&;:#%@'\"={}]+");

    private RdsAddress() {}

    static void requireDatabase(@Nullable String database) {
        if (database == null || !DATABASE.matcher(database).matches()) {
            throw new IllegalArgumentException("The name of the database is missing or cannot stand in a JDBC URL");
        }
    }

    static String jdbcUrl(SecretContent content, @Nullable String database) {
        String host = content.optional("host")
                .map(String::strip)
                .orElseThrow(() -> new CredentialException("The JSON of " + content.name()
                        + " has no 'host', as is usual for a master user that RDS manages"
                        + " itself: take the login only, and give the JDBC URL"));
        String engine = content.value("engine").reveal().strip().toLowerCase(Locale.ROOT);
        Optional<String> port = content.optional("port").map(String::strip);
        Optional<String> name = Optional.ofNullable(database).or(() -> content.optional("dbname"));
        require(HOST.matcher(host).matches(), content, "host", "a host name");
        require(port.isEmpty() || PORT.matcher(port.get()).matches(), content, "port", "a port number");
        if (name.isEmpty()) {
            throw new CredentialException("The JSON of " + content.name()
                    + " has no 'dbname': give the name of the database, or add the key");
        }
        require(DATABASE.matcher(name.get()).matches(), content, "dbname", "a name that can stand in a JDBC URL");
        return jdbcUrl(content, engine, host + port.map(number -> ":" + number).orElse(""), name.get());
    }

    private static String jdbcUrl(SecretContent content, String engine, String address, String database) {
        return switch (engine) {
            case "postgres", "postgresql", "aurora-postgresql" -> "jdbc:postgresql://" + address + "/" + database;
            case "mysql", "aurora-mysql", "aurora" -> "jdbc:mysql://" + address + "/" + database;
            case "mariadb" -> "jdbc:mariadb://" + address + "/" + database;
            case "sqlserver", "sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web" ->
                "jdbc:sqlserver://" + address + ";databaseName=" + database;
            default ->
                throw new CredentialException("The 'engine' in the JSON of " + content.name()
                        + " is none that has a JDBC URL here (postgres, mysql, mariadb, sqlserver and Aurora's names):"
                        + " take the login only, and give the JDBC URL");
        };
    }

    private static void require(boolean valid, SecretContent content, String key, String expected) {
        if (!valid) {
            throw new CredentialException(
                    "The '" + key + "' in the JSON of " + content.name() + " is not " + expected + ": mend the secret");
        }
    }
}
