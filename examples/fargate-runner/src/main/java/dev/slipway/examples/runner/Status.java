package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the run is, in one line of a file that {@link Health} reads. A file, since it costs the run next to nothing and
 * needs neither a port nor a thread; it is replaced as a whole, so that no reader sees half a line. For one thread.
 */
final class Status {
    static final String FAILED = "failed";
    private static final Logger LOG = LoggerFactory.getLogger(Status.class);

    private final KnownSecrets secrets;
    private Optional<Path> file;

    private Status(Optional<Path> file, KnownSecrets secrets) {
        this.file = file;
        this.secrets = secrets;
    }

    static Status none() {
        return new Status(Optional.empty(), new KnownSecrets());
    }

    /** @param secrets what is masked */
    static Status of(Settings settings, KnownSecrets secrets) {
        return new Status(settings.text(Setting.STATUS_FILE).map(Path::of), secrets);
    }

    void starting() {
        say("starting");
    }

    void fetching() {
        say("fetching the changelog");
    }

    /** Until the database answers, which takes a paused one half a minute. */
    void waking() {
        say("waking the database");
    }

    void waiting(String holder, Duration soFar) {
        say("waiting for the lock: " + holder + ", for " + soFar.toSeconds() + " s");
    }

    void snapshot(int percent) {
        say("taking a snapshot: " + percent + " %");
    }

    void migrating(int number, int total) {
        say("migrating " + number + " of " + total);
    }

    void ended(ExitCode code) {
        say(code == ExitCode.DONE ? "done" : FAILED + ": exit code " + code.number());
    }

    private void say(String text) {
        if (file.isEmpty()) {
            return;
        }
        Path target = file.get();
        Path next = target.resolveSibling(target.getFileName() + ".next");
        try {
            Files.write(next, (secrets.redactor().screen(text) + "\n").getBytes(UTF_8));
            Files.move(next, target, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException failure) {
            file = Optional.empty();
            LOG.warn("STATUS_FILE: cannot write '{}' ({}): health checks will see nothing", target, failure.toString());
        }
    }
}
