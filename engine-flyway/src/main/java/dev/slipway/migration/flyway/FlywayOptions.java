package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ClassProvider;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** The options of an engine: what the hatch sets first, then the typed options over it. Immutable once made. */
final class FlywayOptions {
    private static final FlywayOptions DEFAULTS =
            new FlywayOptions(Map.of(), Map.of(), Map.of(), new Code(List.of(), List.of(), List.of(), null));

    private final Map<String, Option> typed;
    private final Map<String, String> placeholders;
    private final Map<String, Secret> secrets;
    private final Code code;
    private final Redactor redactor;

    /**
     * A typed option.
     *
     * @param value as text, for the fingerprint
     * @param setter sets it
     */
    record Option(String value, Consumer<FluentConfiguration> setter) {}

    /**
     * What is not a setting of Flyway.
     *
     * @param locations directories of the changelog, none for all of it
     * @param javaMigrations the caller's
     * @param callbacks the caller's
     * @param hatch sets options, if there is one
     */
    record Code(
            List<String> locations,
            List<JavaMigration> javaMigrations,
            List<Callback> callbacks,
            @Nullable Consumer<FluentConfiguration> hatch) {
        Code {
            locations = List.copyOf(locations);
            javaMigrations = List.copyOf(javaMigrations);
            callbacks = List.copyOf(callbacks);
        }

        /** Whether anything in it cannot be compared. */
        boolean isOpaque() {
            return hatch != null || !javaMigrations.isEmpty() || !callbacks.isEmpty();
        }
    }

    FlywayOptions(Map<String, Option> typed, Map<String, String> placeholders, Map<String, Secret> secrets, Code code) {
        this.typed = new TreeMap<>(typed);
        this.placeholders = new TreeMap<>(placeholders);
        this.secrets = new TreeMap<>(secrets);
        this.code = code;
        this.redactor = Redactor.of(secrets.values());
        if (code.hatch() != null) {
            configured();
        }
    }

    static FlywayOptions defaults() {
        return DEFAULTS;
    }

    Map<String, Option> typed() {
        return typed;
    }

    Map<String, String> placeholders() {
        return placeholders;
    }

    Map<String, Secret> secrets() {
        return secrets;
    }

    Code code() {
        return code;
    }

    Redactor redactor() {
        return redactor;
    }

    /** A new configuration with these options and all that is the same for every command. */
    FluentConfiguration configuration() {
        FluentConfiguration configuration = configured();
        Map<String, String> all = new HashMap<>(configuration.getPlaceholders());
        placeholders.forEach((name, value) -> put(all, name, value));
        secrets.forEach((name, value) -> put(all, name, value.reveal()));
        // Added to what the hatch has set: Flyway's setters replace.
        return configuration
                .javaMigrations(concat(configuration.getJavaMigrations(), code.javaMigrations(), JavaMigration[]::new))
                .callbacks(concat(configuration.getCallbacks(), code.callbacks(), Callback[]::new))
                .placeholders(all)
                .locations(new Location[0])
                .javaMigrationClassProvider(new NoJavaMigrations())
                .loggers("slf4j")
                .connectRetries(0)
                .outputQueryResults(false);
    }

    private static <T> T[] concat(T[] first, List<T> second, IntFunction<T[]> array) {
        return Stream.concat(Arrays.stream(first), second.stream()).toArray(array);
    }

    /** Flyway's names do not regard case: the last one given wins. */
    static <V> void put(Map<String, V> placeholders, String name, V value) {
        placeholders.keySet().removeIf(name::equalsIgnoreCase);
        placeholders.put(name, value);
    }

    private FluentConfiguration configured() {
        FluentConfiguration configuration = Flyway.configure();
        if (code.hatch() != null) {
            opened(code.hatch(), configuration);
        }
        typed.values().forEach(option -> option.setter().accept(configuration));
        return configuration;
    }

    private static void opened(Consumer<FluentConfiguration> hatch, FluentConfiguration configuration) {
        try {
            hatch.accept(configuration);
            refuseWhatTheEngineOwns(configuration, Flyway.configure());
        } catch (FlywayException refused) {
            // Flyway's text names the option: one that takes another edition, or a value that it does not understand.
            throw new IllegalArgumentException(
                    "configure(…) sets what Flyway refuses: " + Failures.oneLine(refused.getMessage()));
        }
    }

    private static void refuseWhatTheEngineOwns(FluentConfiguration configuration, FluentConfiguration unset) {
        String files = "the changelog is where the files come from";
        String connections = "the data source given to the engine's methods makes the connections";
        refuse(configuration.getDataSource() != null, "dataSource", connections);
        refuse(configuration.getDriver() != null, "driver", connections);
        Map<String, String> properties = configuration.getJdbcProperties();
        refuse(properties != null && !properties.isEmpty(), "jdbcProperties", connections);
        refuse(!Arrays.equals(configuration.getLocations(), unset.getLocations()), "locations", files);
        refuse(hasCallbackLocations(configuration, unset), "callbackLocations", files);
        refuse(configuration.getResourceProvider() != null, "resourceProvider", files);
        refuse(
                configuration.getJavaMigrationClassProvider() != null,
                "javaMigrationClassProvider",
                "give Java migrations by javaMigrations(…)");
    }

    private static boolean hasCallbackLocations(FluentConfiguration configuration, FluentConfiguration unset) {
        try {
            return !Arrays.equals(configuration.getCallbackLocations(), unset.getCallbackLocations());
        } catch (NoSuchMethodError older) {
            // Not every version that this runs with knows them.
            return false;
        }
    }

    private static void refuse(boolean set, String name, String instead) {
        if (set) {
            throw new IllegalArgumentException("configure(…) must not set '" + name + "': " + instead);
        }
    }

    /** None if code of the caller's decides. */
    Optional<String> fingerprint() {
        if (code.isOpaque()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        code.locations().forEach(location -> append(text, "location", "", location));
        typed.forEach((name, option) -> append(text, "option", name, option.value()));
        placeholders.forEach((name, value) -> append(text, "placeholder", name, value));
        secrets.forEach(
                (name, value) -> append(text, "secret", name, value.fingerprint("slipway placeholder " + name)));
        return Optional.of(sha256(text.toString()));
    }

    private static void append(StringBuilder text, String kind, String name, String value) {
        List.of(kind, name, value)
                .forEach(part -> text.append(part.length()).append(':').append(part));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** Keeps Flyway from scanning the class path. */
    private static final class NoJavaMigrations implements ClassProvider<JavaMigration> {
        @Override
        public Collection<Class<? extends JavaMigration>> getClasses() {
            return List.of();
        }
    }
}
