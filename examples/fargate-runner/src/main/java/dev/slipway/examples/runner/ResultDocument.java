package dev.slipway.examples.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.Origin;
import dev.slipway.migration.Redactor;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run as one JSON document. Every text in it is masked. */
final class ResultDocument {
    private final JsonGenerator json;
    private final Redactor redactor;

    private ResultDocument(JsonGenerator json, Redactor redactor) {
        this.json = json;
        this.redactor = redactor;
    }

    /**
     * Writes the document.
     *
     * @param errors what went wrong; empty if nothing did
     */
    static String of(Result result, ExitCode code, List<String> errors, Redactor redactor) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            new ResultDocument(json, redactor).write(result, code, errors);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private void write(Result result, ExitCode code, List<String> errors) throws IOException {
        json.writeStartObject();
        json.writeNumberField("exitCode", code.number());
        field("outcome", code.word());
        if (result.task().isPresent()) {
            field("command", result.task().get().command().word());
            field("database", result.task().get().jdbcUrl().orElse(""));
        }
        if (result.engine().isPresent()) {
            json.writeObjectFieldStart("engine");
            field("name", result.engine().get().name());
            field("version", result.engine().get().version());
            json.writeEndObject();
        }
        if (result.changelog().isPresent()) {
            changelog(
                    result.changelog().get().origin(), result.changelog().get().digest());
        }
        if (result.before().isPresent()) {
            entries("before", result.before().get());
        }
        report(result);
        incomplete(result);
        if (!result.scripts().isEmpty()) {
            scripts(result);
        }
        liquibase(result);
        problems(result);
        if (result.after().isPresent()) {
            entries("after", result.after().get());
        }
        if (result.schema().isPresent()) {
            field("schema", result.schema().get());
        }
        errors(errors);
        json.writeEndObject();
    }

    private void changelog(Origin origin, String digest) throws IOException {
        json.writeObjectFieldStart("changelog");
        field("location", origin.location());
        field("reference", origin.reference().orElse(""));
        field("revision", origin.revision().orElse(""));
        field("digest", digest);
        json.writeEndObject();
    }

    private void entries(String name, MigrationPlan plan) throws IOException {
        json.writeArrayFieldStart(name);
        for (var entry : plan.entries()) {
            json.writeStartObject();
            migration(entry.migration());
            field("state", entry.state().name().toLowerCase(Locale.ROOT));
            if (entry.appliedAt().isPresent()) {
                field("appliedAt", entry.appliedAt().get().toString());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void report(Result result) throws IOException {
        if (result.report().isEmpty()) {
            return;
        }
        var report = result.report().get();
        json.writeArrayFieldStart("applied");
        for (var applied : report.applied()) {
            json.writeStartObject();
            migration(applied.migration());
            millis(applied.elapsed());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("declined");
        for (var declined : report.declined()) {
            json.writeStartObject();
            migration(declined.migration());
            field("reason", declined.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        millis(report.elapsed());
    }

    private void incomplete(Result result) throws IOException {
        if (result.incomplete().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("applied");
        for (var applied : result.incomplete().get().applied()) {
            json.writeStartObject();
            migration(applied);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (result.incomplete().get().failed().isPresent()) {
            json.writeObjectFieldStart("failed");
            migration(result.incomplete().get().failed().get());
            json.writeEndObject();
        }
    }

    private void scripts(Result result) throws IOException {
        json.writeArrayFieldStart("scripts");
        for (var script : result.scripts()) {
            json.writeStartObject();
            migration(script.migration());
            field("sql", script.sql());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What only Liquibase's commands have to tell. */
    private void liquibase(Result result) throws IOException {
        if (result.changed().isPresent()) {
            json.writeArrayFieldStart("changed");
            for (var changed : result.changed().get()) {
                json.writeStartObject();
                migration(changed);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (result.history().isPresent()) {
            json.writeArrayFieldStart("history");
            for (var entry : result.history().get()) {
                json.writeStartObject();
                migration(entry.migration());
                field("how", entry.executionType());
                optional("executedAt", entry.executedAt().map(Instant::toString));
                optional("checksum", entry.checksum());
                optional("tag", entry.tag());
                optional("run", entry.deploymentId());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (result.locks().isPresent()) {
            json.writeArrayFieldStart("locks");
            for (var lock : result.locks().get()) {
                json.writeStartObject();
                field("holder", lock.name());
                optional("since", lock.since().map(Instant::toString));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private void optional(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            field(name, value.get());
        }
    }

    private void problems(Result result) throws IOException {
        json.writeArrayFieldStart("problems");
        for (var problem : result.problems()) {
            json.writeStartObject();
            if (problem.migration().isPresent()) {
                migration(problem.migration().get());
            }
            field("message", problem.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void errors(List<String> errors) throws IOException {
        json.writeArrayFieldStart("errors");
        for (String error : errors) {
            json.writeString(redactor.mask(error));
        }
        json.writeEndArray();
    }

    private void migration(Migration migration) throws IOException {
        field("id", migration.id());
        field("description", migration.description());
        if (migration.path().isPresent()) {
            field("path", migration.path().get());
        }
    }

    private void millis(Duration elapsed) throws IOException {
        json.writeNumberField("elapsedMillis", elapsed.toMillis());
    }

    private void field(String name, String value) throws IOException {
        json.writeStringField(name, redactor.mask(value));
    }
}
