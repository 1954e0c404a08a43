package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Origin;
import java.util.Map;

/** A small correct source. */
class MemorySource implements ChangelogSource {
    volatile Map<String, byte[]> files;

    MemorySource(Map<String, byte[]> files) {
        this.files = files;
    }

    @Override
    public Changelog fetch() {
        var builder = Changelog.builder(Origin.of("memory"));
        files.forEach(builder::add);
        return builder.build();
    }
}
