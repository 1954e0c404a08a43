package dev.slipway.migration.flyway;

import dev.slipway.migration.ChangelogFile;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.function.Supplier;
import org.flywaydb.core.api.resource.LoadableResource;

/** A file of the changelog as Flyway sees it. */
final class FileResource extends LoadableResource {
    private final ChangelogFile file;
    private final String script;
    private final Supplier<Charset> encoding;

    FileResource(ChangelogFile file, String script, Supplier<Charset> encoding) {
        this.file = file;
        this.script = script;
        this.encoding = encoding;
    }

    /** Malformed input is an error, as it is in a file of Flyway's own: replacing it would give another checksum. */
    @Override
    public Reader read() {
        return new InputStreamReader(file.open(), encoding.get().newDecoder());
    }

    @Override
    public String getAbsolutePath() {
        return file.path();
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return file.path();
    }

    @Override
    public String getFilename() {
        return ChangelogResources.name(file);
    }

    @Override
    public String getRelativePath() {
        return script;
    }
}
