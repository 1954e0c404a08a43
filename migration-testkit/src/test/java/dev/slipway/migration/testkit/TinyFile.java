package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import dev.slipway.migration.Migration;
import dev.slipway.migration.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** A file of the tiny engine: {@code 3__port.sql}, or {@code R5__fleet.sql} to run again when it changes. */
record TinyFile(int number, boolean repeatable, Migration migration, String sql) {
    /** The first line of a file whose failure does not matter. */
    static final String CONTINUE = "-- on error: continue\n";

    private static final Pattern NAME = Pattern.compile("(R?)(\\d+)__(\\w+)\\.sql");

    static String path(MigrationStep step) {
        return (step.repeatable() ? "R" : "") + step.number() + "__" + step.name() + ".sql";
    }

    static String id(MigrationStep step) {
        return (step.repeatable() ? "R" : "") + step.number();
    }

    String id() {
        return migration.id();
    }

    String checksum() {
        return Integer.toHexString(sql.hashCode());
    }

    /** All files in execution order; what is wrong with them is added to {@code problems}. */
    static List<TinyFile> of(Changelog changelog, List<Problem> problems) {
        var files = new ArrayList<TinyFile>();
        for (ChangelogFile file : changelog.files()) {
            var name = NAME.matcher(file.path());
            if (!name.matches()) {
                problems.add(Problem.of("'" + file.path() + "' is not named like '1__name.sql': rename it"));
                continue;
            }
            var migration = Migration.builder(name.group(1) + name.group(2))
                    .description(name.group(3))
                    .path(file.path())
                    .build();
            if (files.stream().anyMatch(other -> other.id().equals(migration.id()))) {
                problems.add(Problem.of("There are two migrations '" + migration.id() + "': renumber one", migration));
                continue;
            }
            boolean repeatable = !name.group(1).isEmpty();
            files.add(new TinyFile(Integer.parseInt(name.group(2)), repeatable, migration, file.text(UTF_8)));
        }
        files.sort(Comparator.comparing(TinyFile::repeatable).thenComparing(TinyFile::number));
        return files;
    }
}
