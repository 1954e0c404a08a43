package dev.slipway.examples.own;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import dev.slipway.migration.Migration;
import dev.slipway.migration.Problem;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** {@code 0012_add_port.sql}: migration 12, called "add port". */
record NumberedFile(int number, Migration migration, String sql, String checksum) {
    private static final Pattern NAME = Pattern.compile("(?:.*/)?(\\d{1,9})_(\\w+)\\.sql");

    /** All files in the order of their numbers; what is wrong with others is told. */
    static List<NumberedFile> of(Changelog changelog, Consumer<Problem> problems) {
        var byNumber = new TreeMap<Integer, NumberedFile>();
        for (var file : changelog.files()) {
            var name = NAME.matcher(file.path());
            if (!name.matches()) {
                problems.accept(Problem.of("'" + file.path() + "' is not named like '0012_add_port.sql': rename it"));
                continue;
            }
            var numbered = read(file, Integer.parseInt(name.group(1)), name.group(2));
            var other = byNumber.putIfAbsent(numbered.number(), numbered);
            if (other != null) {
                problems.accept(Problem.of(
                        "'" + file.path() + "' has the number of another file: renumber one", other.migration()));
            }
        }
        return List.copyOf(byNumber.values());
    }

    private static NumberedFile read(ChangelogFile file, int number, String name) {
        var crc = new CRC32();
        crc.update(file.bytes());
        var migration = migration(number)
                .description(name.replace('_', ' '))
                .path(file.path())
                .build();
        return new NumberedFile(number, migration, file.text(UTF_8), Long.toHexString(crc.getValue()));
    }

    /** The beginning of a migration that has a number; without a file, if only the history knows it. */
    static Migration.Builder migration(int number) {
        return Migration.builder(Integer.toString(number));
    }
}
