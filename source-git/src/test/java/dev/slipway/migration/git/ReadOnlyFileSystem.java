package dev.slipway.migration.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Starts a program where nothing can be written: Linux mounts every file system anew for it, read only. */
public final class ReadOnlyFileSystem {
    private static final String REMOUNT_ALL = """
            while read -r device place more; do
              mount -o remount,bind,ro "$place" 2>/dev/null
            done < /proc/self/mounts
            for place in / /tmp "$PWD"; do
              if ( : > "$place/not-read-only" ) 2>/dev/null; then echo "$place can be written" >&2; exit 96; fi
            done
            exec "$@"
            """;
    private static final List<List<String>> WAYS = List.of(
            List.of("unshare", "--mount", "--propagation", "private"),
            List.of("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"));

    private ReadOnlyFileSystem() {}

    /** What to put before a command; the command itself where the machine does not allow it. */
    public static List<String> around(List<String> command) {
        var whole = new ArrayList<>(Way.PREFIX);
        whole.addAll(command);
        return whole;
    }

    /** To be asked at the end of a test, so that it shows as skipped where files could have been written. */
    public static void assumeAllowed() {
        Assumptions.assumeFalse(
                Way.PREFIX.isEmpty(),
                "the rest passed, but with a file system that can be written: 'unshare --mount' is not allowed here");
    }

    private static final class Way {
        static final List<String> PREFIX = WAYS.stream()
                .map(Way::whole)
                .filter(prefix -> works(prefix))
                .findFirst()
                .orElse(List.of());

        private static List<String> whole(List<String> way) {
            var whole = new ArrayList<>(way);
            whole.addAll(List.of("sh", "-c", REMOUNT_ALL, "sh"));
            return whole;
        }

        private static boolean works(List<String> prefix) {
            var command = new ArrayList<>(prefix);
            command.add("true");
            try {
                return new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException missing) {
                return false;
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }
}
