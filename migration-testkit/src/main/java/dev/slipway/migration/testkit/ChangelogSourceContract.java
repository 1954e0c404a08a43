package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogFile;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link ChangelogSource} promises. Extend it in your tests, publish the files that it gives where your source reads,
 * and see it pass:
 *
 * <pre>{@code
 * class FolderSourceTest extends ChangelogSourceContract {
 *     @TempDir Path folder;
 *
 *     @Override
 *     protected ChangelogSource source(Map<String, byte[]> files) throws IOException {
 *         for (var file : files.entrySet()) {
 *             Path path = folder.resolve(file.getKey());
 *             Files.createDirectories(path.getParent());
 *             Files.write(path, file.getValue());
 *         }
 *         return new FolderSource(folder);
 *     }
 * }
 * }</pre>
 *
 * <p>The files that most tests publish:
 *
 * <table>
 * <caption>The fixture</caption>
 * <tr><th>path</th><th>content</th><th>what it is for</th></tr>
 * <tr><td>{@code V1__unix.sql}</td><td>text with LF</td><td>an ordinary file</td></tr>
 * <tr><td>{@code V2__windows.sql}</td><td>text with CRLF</td><td>line endings stay</td></tr>
 * <tr><td>{@code V10__mark.sql}</td><td>text after a byte-order mark</td><td>the mark stays; sorted before {@code V1__}</td></tr>
 * <tr><td>{@code a b.sql}</td><td>text without a last line break</td><td>a space in a path</td></tr>
 * <tr><td>{@code common/deep/er/R__views.sql}</td><td>text</td><td>directories</td></tr>
 * <tr><td>{@code data/all-bytes.bin}</td><td>each of the 256 bytes</td><td>no character set is applied</td></tr>
 * <tr><td>{@code data/empty.sql}</td><td>nothing</td><td>an empty file is a file</td></tr>
 * <tr><td>{@code data/über-船.sql}</td><td>text in UTF-8</td><td>a path beyond ASCII</td></tr>
 * </table>
 */
@Timeout(180)
public abstract class ChangelogSourceContract {
    /** The digest of the fixture, whatever source it comes from. */
    static final String DIGEST = "31afa7f57b2cd5a988e0b25249eaef3fbf806227d290c8cdc42b91524ea876e1";

    private static final int THREADS = 8;
    private static final Pattern USER_AND_PASSWORD = Pattern.compile("://[^/@]*:[^/@]*@");

    /** For subclasses. */
    protected ChangelogSourceContract() {}

    /**
     * Publishes files at a place where none were before: a new directory, a new repository.
     *
     * @param files contents by path, possibly none
     * @return a source that reads them
     * @throws Exception if they cannot be published
     */
    protected abstract ChangelogSource source(Map<String, byte[]> files) throws Exception;

    /**
     * Replaces what is published where the source looks. Tests are skipped unless overridden.
     *
     * @param source what {@link #source} returned in the same test
     * @param files all files that are there from now on
     * @throws Exception if they cannot be published
     */
    protected void publish(ChangelogSource source, Map<String, byte[]> files) throws Exception {
        abort("publish is not overridden: what this source reads never changes");
    }

    /**
     * Publishes one file at a path that must be refused. Tests are skipped unless overridden.
     *
     * @param path such as {@code ../outside.sql}
     * @param content the file
     * @return a source that comes across it
     * @throws Exception if it cannot be published
     */
    protected ChangelogSource sourceWithPath(String path, byte[] content) throws Exception {
        return abort("sourceWithPath is not overridden: where this source reads, such paths cannot exist");
    }

    static Map<String, byte[]> fixture() {
        var allBytes = new byte[256];
        for (int i = 0; i < allBytes.length; i++) {
            allBytes[i] = (byte) i;
        }
        var files = new TreeMap<String, byte[]>();
        files.put("V1__unix.sql", utf8("create table ship (id int);\n"));
        files.put("V2__windows.sql", utf8("insert into ship\r\nvalues (1);\r\n"));
        files.put("V10__mark.sql", utf8("\ufeffcreate table port (id int);\n"));
        files.put("a b.sql", utf8("select 1"));
        files.put("common/deep/er/R__views.sql", utf8("create view fleet as select id from ship;\n"));
        files.put("data/all-bytes.bin", allBytes);
        files.put("data/empty.sql", new byte[0]);
        files.put("data/\u00fcber-\u8239.sql", utf8("-- \u00fcber \u8239\n"));
        return files;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> paths(Changelog changelog) {
        return changelog.files().stream().map(ChangelogFile::path).toList();
    }

    @Test
    void pathsAreRelativeSeparatedBySlashesAndSorted() throws Exception {
        Changelog changelog = source(fixture()).fetch();

        assertEquals(new ArrayList<>(fixture().keySet()), paths(changelog));
    }

    @Test
    void bytesAreUnchanged() throws Exception {
        Changelog changelog = source(fixture()).fetch();

        fixture().forEach((path, content) -> {
            var file = changelog.file(path);
            assertTrue(file.isPresent(), () -> "no file at '" + path + "' in " + paths(changelog));
            assertArrayEquals(content, file.get().bytes(), path);
            assertEquals(content.length, file.get().size(), path);
        });
    }

    @Test
    void theDigestIsTheSameAsFromAnyOtherSource() throws Exception {
        assertEquals(DIGEST, source(fixture()).fetch().digest());
    }

    @Test
    void theDigestIsThatOfABuilderWithTheSameFiles() throws Exception {
        var files = Map.of("db/V1__a.sql", utf8("select 1;\r\n"), "db/V2__b.sql", utf8("select 2;\n"));
        var builder = Changelog.builder(Origin.of("anywhere"));
        files.forEach(builder::add);

        assertEquals(builder.build().digest(), source(files).fetch().digest());
    }

    @Test
    void oneFileIsEnough() throws Exception {
        Changelog changelog = source(Map.of("V1__a.sql", utf8("select 1;\n"))).fetch();

        assertEquals(List.of("V1__a.sql"), paths(changelog));
    }

    @Test
    void noFilesAreAChangelogException() throws Exception {
        assertRefused(source(Map.of()));
    }

    @Test
    void aGitLfsPointerIsRefusedByName() throws Exception {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 12345\n";
        var source = source(Map.of("V1__a.sql", utf8("select 1;\n"), "data/V2__big.sql", utf8(pointer)));

        ChangelogException refusal = assertRefused(source);

        assertTrue(refusal.getMessage().contains("data/V2__big.sql"), refusal::getMessage);
        assertTrue(refusal.getMessage().contains("Git LFS"), refusal::getMessage);
    }

    @Test
    void aPathThatLeavesTheRootIsRefused() throws Exception {
        for (var path : List.of("../outside.sql", "a/../../outside.sql", "/absolute.sql")) {
            assertRefused(sourceWithPath(path, utf8("select 1;\n")));
        }
    }

    private static ChangelogException assertRefused(ChangelogSource source) {
        var refusal = assertThrows(ChangelogException.class, source::fetch);
        assertFalse(refusal.getMessage().isBlank(), "the message is blank");
        assertEquals(1, refusal.getMessage().lines().count(), () -> "one line: " + refusal.getMessage());
        return refusal;
    }

    @Test
    void everyFetchSeesTheNewest() throws Exception {
        ChangelogSource source = source(fixture());
        Changelog first = source.fetch();
        var newer = fixture();
        newer.put("V1__unix.sql", utf8("create table ship (id bigint);\n"));
        newer.put("V11__more.sql", utf8("select 11;\n"));
        newer.remove("data/empty.sql");

        publish(source, newer);
        Changelog second = source.fetch();

        assertEquals(new ArrayList<>(newer.keySet()), paths(second));
        assertArrayEquals(
                newer.get("V1__unix.sql"),
                second.file("V1__unix.sql").orElseThrow().bytes());
        assertEquals(DIGEST, first.digest(), "a snapshot does not change when its source does");
        assertArrayEquals(
                fixture().get("V1__unix.sql"),
                first.file("V1__unix.sql").orElseThrow().bytes());
    }

    @Test
    void aSecondFetchOfTheSameFilesIsEqualToTheFirst() throws Exception {
        ChangelogSource source = source(fixture());

        assertEquals(source.fetch(), source.fetch());
    }

    @Test
    void whatAFetchReturnedCannotBeChanged() throws Exception {
        ChangelogSource source = source(fixture());
        Changelog changelog = source.fetch();
        byte[] bytes = changelog.file("V1__unix.sql").orElseThrow().bytes();

        bytes[0] = 'X';

        assertThrows(
                UnsupportedOperationException.class, () -> changelog.files().clear());
        assertArrayEquals(
                fixture().get("V1__unix.sql"),
                changelog.file("V1__unix.sql").orElseThrow().bytes());
        assertEquals(DIGEST, source.fetch().digest(), "what a caller does to its bytes reached the next fetch");
    }

    @Test
    void manyThreadsFetchAtOnce() throws Exception {
        ChangelogSource source = source(fixture());
        var start = new CyclicBarrier(THREADS);
        List<Background<String>> fetches = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            fetches.add(Background.run(() -> {
                start.await();
                return source.fetch().digest();
            }));
        }

        for (var fetch : fetches) {
            try (fetch) {
                assertEquals(DIGEST, fetch.result());
            }
        }
    }

    @Test
    void theOriginSaysWhereTheFilesComeFromWithoutAPassword() throws Exception {
        Origin origin = source(fixture()).fetch().origin();

        assertFalse(origin.location().isBlank(), "the location is blank");
        assertFalse(USER_AND_PASSWORD.matcher(origin.toString()).find(), "the origin holds a password");
        assertEquals(origin.reference().isPresent(), origin.revision().isPresent(), "a reference has a revision");
    }
}
