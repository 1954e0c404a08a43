package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.Problem;
import dev.slipway.migration.Secret;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: settings in, exit code out. */
public final class Main {
    /** What the platform hands to the process and the AWS SDK uses. */
    private static final List<String> SECRETS_OF_AWS =
            List.of("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN");

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final KnownSecrets secrets = new KnownSecrets();
    private final Result result = new Result();

    Main(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the task that the arguments and the environment describe, and ends the process.
     *
     * @param args a branch and options, see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new Main(System.getenv(), System.out, System.err).run(args).number());
    }

    ExitCode run(String[] args) {
        var arguments = Arguments.parse(environment, args);
        if (arguments.isHelp() || arguments.isVersion()) {
            out.writeBytes((arguments.isHelp() ? Arguments.help() : version()).getBytes(UTF_8));
            out.flush();
            return ExitCode.DONE;
        }
        var settings = Settings.of(arguments, environment, LiquibaseFiles.ofThisProcess());
        var outputs = Outputs.of(settings);
        SECRETS_OF_AWS.forEach(name -> secrets.add(Secret.of(environment.getOrDefault(name, ""))));
        boolean document = settings.text(Setting.DOCUMENT_SCHEMA)
                .filter(Around.STANDARD_OUTPUT::equals)
                .isPresent();
        Logs.start(outputs.isJson() || document ? err : out, outputs, secrets);
        StartupCache.complaint()
                .ifPresent(complaint -> LoggerFactory.getLogger(Main.class).warn("{}", complaint));
        result.status(Status.of(settings, secrets));
        result.status().starting();
        var stop = Stop.listen();
        Optional<Throwable> failure = attempt(settings, outputs, stop);
        ExitCode code = code(failure, stop);
        List<String> errors = failure.map(thrown -> errors(thrown, code, stop)).orElse(List.of());
        failure.ifPresent(thrown -> log(thrown, errors));
        if (outputs.isJson()) {
            out.writeBytes(
                    ResultDocument.of(result, code, errors, secrets.redactor()).getBytes(UTF_8));
            out.flush();
        } else if (result.schema().isPresent()) {
            out.writeBytes(result.schema().get().getBytes(UTF_8));
            out.flush();
        }
        result.status().ended(code);
        stop.finish();
        return code;
    }

    private Optional<Throwable> attempt(Settings settings, Outputs outputs, Stop stop) {
        try (var references = new References(environment, settings.text(Setting.REGION), secrets)) {
            var task =
                    Task.of(settings, outputs, references, FlywayFiles.ofThisProcess(), LiquibaseFiles.ofThisProcess());
            result.task(task);
            new Runner(task, references, stop, result).run();
            return Optional.empty();
        } catch (Throwable failure) {
            return Optional.of(failure);
        }
    }

    /** A run that did all it was asked for is done, told to stop or not; a migration that failed is more than a stop. */
    private static ExitCode code(Optional<Throwable> failure, Stop stop) {
        if (failure.isEmpty()) {
            return ExitCode.DONE;
        }
        boolean failed = failure.get() instanceof MigrationIncompleteException incomplete
                && incomplete.failed().isPresent();
        return failed ? ExitCode.INCOMPLETE : stop.code().orElse(ExitCode.of(failure.get()));
    }

    /** The line that says what went wrong, and what belongs to it. */
    private List<String> errors(Throwable failure, ExitCode code, Stop stop) {
        if (failure instanceof UsageException usage) {
            return usage.problems();
        }
        boolean stopped = code == ExitCode.TERMINATED || code == ExitCode.INTERRUPTED;
        boolean begun = stop.hasBegun() || failure instanceof MigrationIncompleteException;
        var lines = new ArrayList<String>();
        if (stopped) {
            String what = begun ? String.valueOf(failure.getMessage()) : "nothing was executed";
            lines.add("Stopped by " + Stop.name(code) + ": " + what);
        } else if (failure instanceof MigrationException ours) {
            lines.add(ours.getMessage() + TlsSettings.advice(String.valueOf(ours.getMessage())));
        } else {
            lines.add("Unexpected: "
                    + secrets.redactor().screen(String.valueOf(failure).replaceAll("\\s*\\R\\s*", "; ")));
        }
        if (failure instanceof MigrationIncompleteException incomplete) {
            result.incomplete(incomplete);
        }
        if (begun) {
            result.advice().ifPresent(lines::add);
        }
        if (!stopped && failure instanceof MigrationRejectedException rejected) {
            result.problems(rejected.problems());
            rejected.problems().stream()
                    .map(Problem::message)
                    .filter(problem -> !lines.get(0).contains(problem))
                    .forEach(lines::add);
        }
        return lines;
    }

    private static void log(Throwable failure, List<String> errors) {
        Logger log = LoggerFactory.getLogger(Main.class);
        String text = failure instanceof UsageException usage && errors.size() > 1
                ? "Cannot start: " + errors.size() + " settings are missing or wrong (see --help):\n  "
                        + String.join("\n  ", usage.problems())
                : failure instanceof UsageException
                        ? String.valueOf(failure.getMessage())
                        : String.join("\n  ", errors);
        if (log.isDebugEnabled()) {
            log.error("{}", text, failure);
        } else {
            log.error("{}", text);
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "fargate-runner " + (version == null ? "(not packaged)" : version) + "\n";
    }
}
