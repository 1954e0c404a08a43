package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationPlan.Entry;
import dev.slipway.migration.MigrationPlan.State;
import dev.slipway.migration.MigrationReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A report as bytes, for a template that outlives the JVM which made it. */
final class StoredReport {
    private StoredReport() {}

    static byte[] write(MigrationReport report) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            write(report.before(), out);
            out.writeInt(report.applied().size());
            for (var applied : report.applied()) {
                write(applied.migration(), out);
                out.writeLong(applied.elapsed().toNanos());
            }
            out.writeInt(report.declined().size());
            for (var declined : report.declined()) {
                write(declined.migration(), out);
                out.writeUTF(declined.reason());
            }
            write(report.after(), out);
            out.writeLong(report.elapsed().toNanos());
        } catch (IOException impossible) {
            throw new IllegalStateException("Memory does not fail", impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a report.
     *
     * @param changelog what it is about; its origin may be another one than it was then
     * @throws IOException if these are not the bytes of a report
     */
    static MigrationReport read(byte[] bytes, Changelog changelog) throws IOException {
        try (var in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            var report = MigrationReport.builder(readPlan(in, changelog));
            for (int left = in.readInt(); left > 0; left--) {
                report.applied(readMigration(in), Duration.ofNanos(in.readLong()));
            }
            for (int left = in.readInt(); left > 0; left--) {
                report.declined(readMigration(in), in.readUTF());
            }
            return report.build(readPlan(in, changelog), Duration.ofNanos(in.readLong()));
        }
    }

    /** Without problems: there were none, or nothing would have been applied. */
    private static void write(MigrationPlan plan, DataOutputStream out) throws IOException {
        out.writeInt(plan.entries().size());
        for (var entry : plan.entries()) {
            write(entry.migration(), out);
            out.writeUTF(entry.state().name());
            write(entry.historyChecksum(), out);
            write(entry.changelogChecksum(), out);
            write(entry.appliedAt().map(Instant::toString), out);
        }
    }

    private static MigrationPlan readPlan(DataInputStream in, Changelog changelog) throws IOException {
        var plan = MigrationPlan.builder(changelog);
        for (int left = in.readInt(); left > 0; left--) {
            var entry = Entry.builder(readMigration(in), State.valueOf(in.readUTF()));
            readOptional(in).ifPresent(entry::historyChecksum);
            readOptional(in).ifPresent(entry::changelogChecksum);
            readOptional(in).map(Instant::parse).ifPresent(entry::appliedAt);
            plan.entry(entry.build());
        }
        return plan.build();
    }

    private static void write(Migration migration, DataOutputStream out) throws IOException {
        out.writeUTF(migration.id());
        out.writeUTF(migration.description());
        write(migration.path(), out);
    }

    private static Migration readMigration(DataInputStream in) throws IOException {
        var migration = Migration.builder(in.readUTF()).description(in.readUTF());
        readOptional(in).ifPresent(migration::path);
        return migration.build();
    }

    private static void write(Optional<String> text, DataOutputStream out) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            out.writeUTF(text.get());
        }
    }

    private static Optional<String> readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
    }
}
