package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationPlan.Entry;
import dev.slipway.migration.MigrationPlan.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormsTest {
    @ParameterizedTest
    @CsvSource({"0,0", "90s,90", "3s,3", "2m,120", "1h,3600", "PT1M30S,90", "1 min,60", "5000ms,5"})
    void durationsAreReadAsPeopleWriteThem(String text, long seconds) {
        assertThat(Durations.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "-3s", "PT-3S", "soon", "3 days", "1.5s", "99999999999999s"})
    void whatIsNoDurationIsNotGuessed(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void placeholdersAreSpelledAsTheChangelogSpellsThem() {
        var changelog =
                Changelog.of(Map.of("a.sql", "${Read_Only}, ${schema.name} ${READ_ONLY} ${flyway:table} $HOME"));
        assertThat(PlaceholderNames.spell(Map.of("READ_ONLY", 1, "SCHEMA_NAME", 2, "UNUSED", 3), changelog, "${", "}"))
                .isEqualTo(Map.of("Read_Only", 1, "READ_ONLY", 1, "schema.name", 2, "UNUSED", 3));
    }

    @Test
    void aPlanIsATableThatAPersonReads() {
        var changelog = Changelog.of(Map.of("V1__a.sql", "select 1"));
        var plan = MigrationPlan.builder(changelog)
                .entry(Entry.builder(migration("1.0.0", "Create sample\ntable"), State.APPLIED)
                        .appliedAt(Instant.parse("2026-01-02T03:04:05.678Z"))
                        .build())
                .entry(Entry.builder(migration("R__f", "f"), State.PENDING).build())
                .build();
        assertThat(StateTable.of(plan)).isEqualTo("""
                        +-----------+---------------------+---------+---------------------+
                        | Migration | Description         | State   | Applied (UTC)       |
                        +-----------+---------------------+---------+---------------------+
                        | 1.0.0     | Create sample table | applied | 2026-01-02 03:04:05 |
                        | R__f      | f                   | pending |                     |
                        +-----------+---------------------+---------+---------------------+""");
    }

    @Test
    void aPlanWithoutMigrationsSaysSo() {
        assertThat(StateTable.of(
                        MigrationPlan.builder(Changelog.of(Map.of("a", ""))).build()))
                .contains("(none)");
    }

    private static Migration migration(String id, String description) {
        return Migration.builder(id).description(description).build();
    }
}
