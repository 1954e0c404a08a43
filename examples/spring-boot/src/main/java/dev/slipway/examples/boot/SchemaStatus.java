package dev.slipway.examples.boot;

import dev.slipway.migration.MigrationPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** What the schema came from, for {@code /actuator/info} and {@code /actuator/health}. */
class SchemaStatus implements InfoContributor, HealthIndicator {
    private final SchemaMigration migration;

    SchemaStatus(SchemaMigration migration) {
        this.migration = migration;
    }

    @Override
    public void contribute(Info.Builder info) {
        info.withDetail("schema", details());
    }

    @Override
    public Health health() {
        return Health.up().withDetails(details()).build();
    }

    private Map<String, Object> details() {
        MigrationPlan after = migration.report().after();
        var details = new LinkedHashMap<String, Object>();
        details.put("source", after.origin().location());
        // A class path has no revision of its own: there the digest says which files they were.
        after.origin().revision().ifPresent(commit -> details.put("commit", commit));
        details.put("digest", after.digest());
        details.put("migrations", after.entries().size());
        return details;
    }
}
