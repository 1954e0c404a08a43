package dev.slipway.migration;

import java.util.List;
import java.util.stream.Collectors;

/** Joins the changelogs of several sources. */
final class ConcatSource implements ChangelogSource {
    private final List<ChangelogSource> sources;

    ConcatSource(List<ChangelogSource> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("concat needs at least one source");
        }
        this.sources = sources;
    }

    @Override
    public Changelog fetch() {
        List<Changelog> changelogs =
                sources.stream().map(ChangelogSource::fetch).toList();
        if (changelogs.size() == 1) {
            return changelogs.get(0);
        }
        // Each part kept its own limit.
        var builder = Changelog.builder(join(changelogs)).limit(Long.MAX_VALUE);
        for (var changelog : changelogs) {
            for (var file : changelog.files()) {
                builder.addOwned(file.path(), file.content());
            }
        }
        return builder.build();
    }

    /** One origin for all: where all stand at the same revision of the same location, that one. */
    private static Origin join(List<Changelog> changelogs) {
        List<Origin> origins =
                changelogs.stream().map(Changelog::origin).distinct().toList();
        return origins.size() == 1
                ? origins.get(0)
                : Origin.of(origins.stream().map(Origin::toString).collect(Collectors.joining(" + ")));
    }

    @Override
    public String toString() {
        return sources.stream().map(Object::toString).collect(Collectors.joining(" + "));
    }
}
