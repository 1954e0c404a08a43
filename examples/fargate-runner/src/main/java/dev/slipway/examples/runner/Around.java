package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done around a run: a snapshot before the first migration, the schema's documentation at the end. For one run. */
final class Around implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Around.class);
    /** For the documentation: standard output, which is then not the log's. */
    static final String STANDARD_OUTPUT = "-";

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);

    private final @Nullable Snapshots service;
    private final @Nullable Snapshot snapshot;
    private final Optional<String> document;

    private Around(@Nullable Snapshots service, @Nullable Snapshot snapshot, Optional<String> document) {
        this.service = service;
        this.snapshot = snapshot;
        this.document = document;
    }

    /** Reads and checks the settings; connects to nothing. */
    static Around read(Checks checks) {
        Duration patience = checks.duration(Setting.SNAPSHOT_WAIT, "60m");
        Snapshots service = checks.text(Setting.SNAPSHOT_BEFORE)
                .map(text -> checks.attempt(
                        Setting.SNAPSHOT_BEFORE.name(), () -> Snapshots.of(text, checks.text(Setting.REGION))))
                .orElse(null);
        Snapshot snapshot =
                service == null ? null : new Snapshot(service, patience, BETWEEN_QUESTIONS, Clock.systemUTC());
        Optional<String> document = checks.text(Setting.DOCUMENT_SCHEMA);
        document.filter(path -> !path.equals(STANDARD_OUTPUT))
                .ifPresent(path -> checks.attempt(Setting.DOCUMENT_SCHEMA.name(), () -> writable(path)));
        return new Around(service, snapshot, document);
    }

    /** How long what comes before the first migration may take. */
    Duration longest() {
        return snapshot == null ? Duration.ZERO : snapshot.patience();
    }

    /** A path that a file can be written to, as far as can be told without writing. */
    private static Path writable(String text) {
        Path path;
        try {
            path = Path.of(text).toAbsolutePath();
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no path");
        }
        Path parent = path.getParent();
        boolean possible = Files.exists(path)
                ? Files.isRegularFile(path) && Files.isWritable(path)
                : parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
        if (!possible) {
            throw new IllegalArgumentException(
                    "'" + text + "' cannot be written: give a file in a directory that exists and"
                            + " that this user may write to, or '-' for standard output");
        }
        return path;
    }

    /** Takes the snapshot that was asked for, if anything is pending. */
    void before(MigrationPlan plan, Result result) {
        if (snapshot != null) {
            snapshot.take(plan, result.status());
            snapshot.advice().ifPresent(result::advice);
        }
    }

    /** Takes the snapshot that was asked for. */
    void beforeRollback(Changelog changelog, Result result) {
        if (snapshot != null) {
            snapshot.take(changelog.origin(), changelog.digest(), result.status());
            snapshot.advice().ifPresent(result::advice);
        }
    }

    /**
     * Writes the documentation that was asked for.
     *
     * @param hidden tables that are left out, in lower case
     */
    void after(DataSource database, Set<String> hidden, Redactor redactor, Result result) {
        if (document.isEmpty()) {
            return;
        }
        String text = redactor.mask(SchemaDocument.of(SchemaReader.read(database, hidden), redactor));
        if (!document.get().equals(STANDARD_OUTPUT)) {
            write(Path.of(document.get()), text);
            LOG.info("Documented the schema in {}", document.get());
        } else {
            result.schema(text);
        }
    }

    private static void write(Path file, String text) {
        try {
            // In place: a file that is mounted cannot be replaced.
            Files.writeString(file, text, UTF_8);
        } catch (IOException failure) {
            throw new MigrationException("The command was done, but the schema's documentation cannot be written to '"
                    + file + "': " + failure.getClass().getSimpleName() + "; check DOCUMENT_SCHEMA");
        }
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}
