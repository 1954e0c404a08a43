package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.flyway.HistoryReader.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** What a history says about a run. */
final class Recorded {
    private Recorded() {}

    /** The successful lines that were added between two readings, in order. */
    static List<Migration> since(Reading before, Reading after, HistoryReader reader) {
        int last = before.lastRank();
        return after.infos().stream()
                .filter(info -> info.getInstalledRank() != null && info.getInstalledRank() > last)
                .filter(info -> !info.getState().isFailed() && !Migrations.isMarker(info))
                .filter(info -> !String.valueOf(info.getType()).equals("BASELINE"))
                .sorted(Comparator.comparing(MigrationInfo::getInstalledRank))
                .map(reader::migration)
                .toList();
    }

    /** Whether the text of a repeatable migration changes with the clock. */
    static boolean hasTimestamp(Migration migration, Changelog changelog, HistoryReader reader) {
        FluentConfiguration configuration = reader.configuration();
        String placeholder = configuration.getPlaceholderPrefix() + "flyway" + configuration.getPlaceholderSeparator()
                + "timestamp" + configuration.getPlaceholderSuffix();
        return migration
                .path()
                .flatMap(changelog::file)
                .map(file ->
                        file.text(Encodings.of(file, changelog, configuration)).toLowerCase(Locale.ROOT))
                .filter(text -> text.contains(placeholder.toLowerCase(Locale.ROOT)))
                .isPresent();
    }
}
