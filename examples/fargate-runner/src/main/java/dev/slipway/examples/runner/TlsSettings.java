package dev.slipway.examples.runner;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** TLS to the database: whom to trust, and what to show. */
final class TlsSettings {
    private static final String FACTORY = "dev.slipway.examples.runner.TlsSockets";

    private final Optional<CredentialProvider<Secret>> authorities;
    private final Optional<CredentialProvider<Secret>> certificate;
    private final Optional<CredentialProvider<Secret>> key;

    private TlsSettings(Checks checks, References references, Optional<String> jdbcUrl) {
        authorities = checks.reference(Setting.DB_SSLROOTCERT, Reference::parsePath, references::unregistered);
        certificate = checks.reference(Setting.DB_SSLCERT, Reference::parsePath, references::unregistered);
        key = checks.reference(Setting.DB_SSLKEY, Reference::parse, references::hidden);
        if (checks.isGiven(Setting.DB_SSLCERT) != checks.isGiven(Setting.DB_SSLKEY)) {
            checks.add("DB_SSLCERT: certificate and key are needed together: give DB_SSLKEY, too, or neither");
        }
        if (checks.isGiven(Setting.DB_SSLCERT)) {
            checks.require(
                    Setting.DB_SSLROOTCERT, "the authorities of the server's certificate, needed with DB_SSLCERT");
        }
        if (checks.isGiven(Setting.DB_SSLROOTCERT)) {
            jdbcUrl.filter(url -> url.startsWith("jdbc:") && !url.startsWith("jdbc:postgresql:"))
                    .ifPresent(
                            url -> checks.add("DB_SSLROOTCERT: for PostgreSQL only: give the driver's own properties"));
            jdbcUrl.filter(TlsSettings::decidesAboutTls)
                    .ifPresent(url -> checks.add("DB_SSLROOTCERT: give it or the URL's own TLS parameters, not both"));
        }
    }

    static TlsSettings read(Checks checks, References references, Optional<String> jdbcUrl) {
        return new TlsSettings(checks, references, jdbcUrl);
    }

    /** Whether TLS is demanded here, and not left to the URL. */
    boolean isDemanded() {
        return authorities.isPresent();
    }

    private static boolean decidesAboutTls(String url) {
        return url.toLowerCase(Locale.ROOT).matches(".*[?&;]ssl[a-z]*=.*");
    }

    /** For a URL that was read later: the driver would follow it against us. */
    void requireUndisturbedBy(String url) {
        if (authorities.isPresent() && (decidesAboutTls(url) || !url.startsWith("jdbc:postgresql:"))) {
            throw new IllegalArgumentException("The URL decides about TLS itself");
        }
    }

    /** Demands TLS, a certificate of the authorities, and the name of the host in it. */
    void apply(DataSources.Builder builder) {
        authorities.ifPresent(trusted -> {
            // Made here, not within the driver, which would hide what is wrong with a key.
            SSLSocketFactory sockets = Pem.sockets(trusted.get().reveal(), client());
            builder.property("sslmode", "verify-full")
                    .property("sslfactory", FACTORY)
                    .property("sslfactoryarg", TlsSockets.register(sockets));
        });
    }

    private Optional<Pem.Client> client() {
        return certificate.flatMap(
                shown -> key.map(hidden -> new Pem.Client(shown.get().reveal(), hidden.get())));
    }

    /** What to do about a failure of TLS, or nothing. */
    static String advice(String message) {
        if (message.contains("PKIX path") || message.contains("unable to find valid certification path")) {
            return ": the server's certificate is not of the authorities in DB_SSLROOTCERT: give the server's own"
                    + " authority (for Amazon RDS, its bundle)";
        }
        if (message.contains("could not be verified by hostnameverifier")) {
            return ": the server's certificate is for another host: connect by the name that is in it";
        }
        if (message.contains("requires a valid client certificate") || message.contains("certificate_required")) {
            return ": the server demands a client certificate: give DB_SSLCERT and DB_SSLKEY";
        }
        if (message.contains("no encryption")) {
            return ": the server demands TLS: give DB_SSLROOTCERT";
        }
        return "";
    }
}
