package dev.slipway.examples.own;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.util.Map;

/**
 * A login in two environment variables. It caches nothing, so that {@link #replace} need not be written: it reads again.
 * With {@code System.getenv()}, which never changes, that gives equal credentials, and the caller does not try again; with a
 * map that follows a mounted file or a configuration service it gives the rotated ones.
 */
public final class EnvironmentLogin implements CredentialProvider<UsernamePassword> {
    private final Map<String, String> environment;
    private final String prefix;

    /**
     * A login.
     *
     * @param environment {@code System.getenv()}, or a view that changes; read at every call
     * @param prefix {@code APP} for {@code APP_USERNAME} and {@code APP_PASSWORD}
     */
    public EnvironmentLogin(Map<String, String> environment, String prefix) {
        this.environment = environment;
        this.prefix = prefix;
    }

    @Override
    public UsernamePassword get() {
        return new UsernamePassword(required("_USERNAME"), Secret.of(required("_PASSWORD")));
    }

    private String required(String suffix) {
        String value = environment.get(prefix + suffix);
        if (value == null || value.isEmpty()) {
            throw new CredentialException(
                    "There is no environment variable '" + prefix + suffix + "', or it is empty: set it");
        }
        return value;
    }

    /** Only which variables: the map holds all others, too. */
    @Override
    public String toString() {
        return "EnvironmentLogin[" + prefix + "]";
    }
}
