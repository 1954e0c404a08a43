package dev.slipway.migration.testkit;

import dev.slipway.migration.ChangelogSource;
import java.util.Map;

/** A correct source meets the contract. */
class ChangelogSourceContractTest extends ChangelogSourceContract {
    @Override
    protected ChangelogSource source(Map<String, byte[]> files) {
        return new MemorySource(files);
    }

    @Override
    protected void publish(ChangelogSource source, Map<String, byte[]> files) {
        ((MemorySource) source).files = files;
    }

    @Override
    protected ChangelogSource sourceWithPath(String path, byte[] content) {
        return source(Map.of(path, content));
    }
}
