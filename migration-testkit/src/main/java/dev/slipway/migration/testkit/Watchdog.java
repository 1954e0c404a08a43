package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a server when this JVM ends without having closed it, killed for instance: a shell that waits for the end of a
 * pipe whose other end is ours. Where there is no shell, the next run cleans up.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r word
            [ "$word" = dismissed ] && exit
            pid=$(cat "$1/server.pid" "$1/data/postmaster.pid" 2>/dev/null | head -n 1)
            kill -QUIT "$pid"
            tries=0
            while kill -0 "$pid" && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
            rm -rf "$1" "$1.lock"
            """;

    private final @Nullable Process shell;

    private Watchdog(@Nullable Process shell) {
        this.shell = shell;
    }

    /**
     * Sets one on a server.
     *
     * @param directory of the run; the server's is {@code data} within it
     */
    static Watchdog over(Path directory) {
        if (File.separatorChar != '/') {
            return new Watchdog(null);
        }
        try {
            return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, "slipway", directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException noShell) {
            LOG.debug("Nobody watches over {}: {}", directory, noShell.toString());
            return new Watchdog(null);
        }
    }

    /** Lets the server live, or be stopped by the caller. */
    void dismiss() {
        if (shell == null) {
            return;
        }
        try (var word = shell.getOutputStream()) {
            word.write("dismissed\n".getBytes(UTF_8));
        } catch (IOException gone) {
            LOG.debug("The watchdog is gone: {}", gone.toString());
        }
    }
}
