package dev.slipway.examples.runner;

import dev.slipway.migration.liquibase.HistoryEntry;
import dev.slipway.migration.liquibase.LockHolder;
import java.util.ArrayList;
import java.util.List;

/** What Liquibase's commands show, as tables that a person reads in a log. */
final class LiquibaseTables {
    private LiquibaseTables() {}

    static String history(List<HistoryEntry> history) {
        List<List<String>> rows = new ArrayList<>();
        for (var entry : history) {
            rows.add(List.of(
                    entry.executedAt().map(StateTable::time).orElse(""),
                    entry.migration().id(),
                    entry.executionType().toLowerCase(java.util.Locale.ROOT),
                    entry.tag().orElse(""),
                    entry.deploymentId().orElse("")));
        }
        return StateTable.of(List.of("Executed (UTC)", "Change set", "How", "Tag", "Run"), rows);
    }

    static String locks(List<LockHolder> locks) {
        List<List<String>> rows = new ArrayList<>();
        for (var lock : locks) {
            rows.add(List.of(lock.name(), lock.since().map(StateTable::time).orElse("")));
        }
        return StateTable.of(List.of("Holder", "Since (UTC, about)"), rows);
    }
}
