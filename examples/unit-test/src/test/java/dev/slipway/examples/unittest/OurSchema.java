package dev.slipway.examples.unittest;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.testkit.MigrationExtension;
import java.util.function.Supplier;

/** What all test classes of a project have in common, in one place. */
final class OurSchema implements Supplier<MigrationExtension> {
    @Override
    public MigrationExtension get() {
        return MigrationExtension.postgres(new FlywayEngine(), ChangelogSource.classpath("db/migration"));
    }
}
