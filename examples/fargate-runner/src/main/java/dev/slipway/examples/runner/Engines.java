package dev.slipway.examples.runner;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.Secret;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.liquibase.LiquibaseEngine;
import java.util.Map;
import java.util.Optional;

/** Makes the engine that a task asks for, with the placeholders that a changelog uses. Reads their secrets. */
final class Engines {
    private Engines() {}

    /**
     * Name and version, without what else tells one engine from another: a digest over secret placeholders, which is slow on
     * purpose, two fifths of a run's CPU time.
     */
    static EngineId product(MigrationEngine engine) {
        return engine instanceof FlywayEngine
                ? new EngineId("flyway", FlywayEngine.version(), Optional.empty())
                : new EngineId("liquibase", LiquibaseEngine.version(), Optional.empty());
    }

    static MigrationEngine of(Task task, Changelog changelog, References references) {
        return task.isLiquibase() ? liquibase(task, changelog, references) : flyway(task, changelog, references);
    }

    static FlywayEngine flyway(Task task, Changelog changelog, References references) {
        var engine = FlywayEngine.builder();
        Map<String, String> own = task.flyway().handedOn();
        if (!own.isEmpty()) {
            engine.configure(flyway -> flyway.configuration(own));
        }
        String prefix = own.getOrDefault(FlywaySetting.PLACEHOLDER_PREFIX.property(), "${");
        String suffix = own.getOrDefault(FlywaySetting.PLACEHOLDER_SUFFIX.property(), "}");
        PlaceholderNames.spell(task.placeholders(), changelog, prefix, suffix).forEach((name, reference) -> {
            if (reference.scheme().isSecret()) {
                Secret secret = references.secret(reference).get();
                checked(name, () -> engine.placeholder(name, secret));
            } else {
                checked(name, () -> engine.placeholder(name, reference.text()));
            }
        });
        return engine.build();
    }

    static LiquibaseEngine liquibase(Task task, Changelog changelog, References references) {
        var engine = task.liquibaseEngine();
        PlaceholderNames.spell(task.placeholders(), changelog, "${", "}").forEach((name, reference) -> {
            if (reference.scheme().isSecret()) {
                Secret secret = references.secret(reference).get();
                checked(name, () -> engine.parameter(name, secret));
            } else {
                checked(name, () -> engine.parameter(name, reference.text()));
            }
        });
        return engine.build();
    }

    /** An engine refuses a value that it could not put into SQL safely. */
    private static void checked(String name, Runnable set) {
        try {
            set.run();
        } catch (IllegalArgumentException refused) {
            throw new CredentialException("The value for '" + name + "' cannot be used: " + refused.getMessage());
        }
    }
}
