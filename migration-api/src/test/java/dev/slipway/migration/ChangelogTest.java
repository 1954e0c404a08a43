package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangelogTest {
    private static final Origin ORIGIN = Origin.of("here", "v1", "0123456789abcdef");

    @Test
    void filesAreSortedByPath() {
        var changelog = Changelog.of(Map.of("b/V2__b.sql", "2", "a.sql", "1", "b/V10__c.sql", "3"));

        assertThat(changelog.files())
                .extracting(ChangelogFile::path)
                .containsExactly("a.sql", "b/V10__c.sql", "b/V2__b.sql");
    }

    @Test
    void theDigestIsTheOneThatItsDescriptionSays() {
        // Computed by: printf '\0\0\0\0\0\0\0\005a.sql\0\0\0\0\0\0\0\003abc' | sha256sum
        assertThat(Changelog.of(Map.of("a.sql", "abc")).digest())
                .isEqualTo("77c070fa0ed1caa4ae3ac59ee096c8c6a9b6e7c1e64d1fea2b34b7221e713592");
    }

    @Test
    void theDigestDependsOnPathsAndContentsButNotOnTheOrigin() {
        var one = Changelog.of(Map.of("a", "xy", "b", "z"));
        var elsewhere = Changelog.builder(ORIGIN)
                .add("b", "z".getBytes(UTF_8))
                .add("a", "xy".getBytes(UTF_8))
                .build();

        assertThat(elsewhere.digest()).isEqualTo(one.digest()).matches("[0-9a-f]{64}");
        assertThat(Changelog.of(Map.of("a", "x", "b", "yz")).digest()).isNotEqualTo(one.digest());
        assertThat(Changelog.of(Map.of("a", "xy", "c", "z")).digest()).isNotEqualTo(one.digest());
        assertThat(elsewhere).isNotEqualTo(one);
    }

    @Test
    void bytesAreKeptAndCannotBeChangedFromOutside() {
        byte[] content = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a', '\r', '\n', 0, (byte) 0xff};
        var given = content.clone();
        var changelog = Changelog.builder(ORIGIN).add("a.sql", given).build();
        given[3] = 'X';
        changelog.files().get(0).bytes()[3] = 'Y';

        assertThat(changelog.file("a.sql")).hasValueSatisfying(file -> {
            assertThat(file.bytes()).isEqualTo(content);
            assertThat(file.size()).isEqualTo(content.length);
            assertThat(file.open()).hasBinaryContent(content);
        });
    }

    @Test
    void textsShowOriginAndNumberButNoContents() {
        var changelog =
                Changelog.builder(ORIGIN).add("a.sql", "hush".getBytes(UTF_8)).build();

        assertThat(changelog).hasToString("Changelog[here at 'v1' (0123456789abcdef), 1 file]");
        assertThat(changelog.files().get(0)).hasToString("ChangelogFile[a.sql, 4 bytes]");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    /etc/passwd,      is absolute
                    C:/a.sql,         is absolute
                    ../a.sql,         "holds an empty, '.' or '..' segment"
                    a/../../b.sql,    "holds an empty, '.' or '..' segment"
                    a/./b.sql,        "holds an empty, '.' or '..' segment"
                    a//b.sql,         "holds an empty, '.' or '..' segment"
                    a/,               "holds an empty, '.' or '..' segment"
                    '',               is empty
                    a\\b.sql,         holds a backslash
                    """, quoteCharacter = '"')
    void unsafePathsAreRefused(String path, String reason) {
        String unquoted = path.equals("''") ? "" : path;

        assertThatThrownBy(() -> Changelog.builder(ORIGIN).add(unquoted, new byte[0]))
                .isInstanceOf(ChangelogException.class)
                .hasMessageStartingWith("Cannot use here at 'v1' (0123456789abcdef): the path '" + unquoted + "' ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb.sql", "a\u0000.sql", "a\u007f.sql", "a\u2028b.sql", "a\ud800.sql"})
    void unprintablePathsAreRefusedAndNotPrinted(String path) {
        assertThatThrownBy(() -> Changelog.builder(ORIGIN).add(path, new byte[0]))
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("control character")
                .message()
                .matches("[\\x20-\\x7e]*");
    }

    @Test
    void pathsInOtherScriptsAreAccepted() {
        assertThat(Changelog.of(Map.of("größe/V1__表 x.sql", "")).files()).hasSize(1);
    }

    @Test
    void aPathThatIsThereTwiceIsRefused() {
        var builder = Changelog.builder(ORIGIN).add("a.sql", new byte[0]);

        assertThatThrownBy(() -> builder.add("a.sql", new byte[0]))
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("'a.sql' is there twice");
    }

    @Test
    void aPathThatIsFileAndDirectoryIsRefused() {
        assertThatThrownBy(() -> Changelog.of(Map.of("a", "", "a-b", "", "a/b.sql", "")))
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("'a' is both a file and a directory");
    }

    @Test
    void aChangelogWithoutFilesIsRefused() {
        assertThatThrownBy(() -> Changelog.of(Map.of()))
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("there are no files");
    }

    @Test
    void gitLfsPointersAreRefusedByName() {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

        assertThatThrownBy(() -> Changelog.of(Map.of("data/big.csv", pointer)))
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("'data/big.csv' is a Git LFS pointer");
    }

    @Test
    void theLimitCoversAllFilesTogetherAndSaysWhatToDo() {
        var builder = Changelog.builder(ORIGIN).limit(2 << 20).add("a", new byte[1 << 20]);

        assertThatThrownBy(() -> builder.add("b", new byte[1 << 20]))
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("more than 2 MiB")
                .hasMessageContaining("raise the limit");
    }

    @Test
    void countlessEmptyFilesReachTheLimitToo() {
        var builder = Changelog.builder(ORIGIN).limit(100_000);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        builder.add("f" + i, new byte[0]);
                    }
                })
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("more than 100000 bytes");
    }

    @Test
    void theLargestLimitTakesStreamsToo() throws Exception {
        var builder = Changelog.builder(ORIGIN).limit(Long.MAX_VALUE);

        assertThat(builder.add("a", new ByteArrayInputStream(new byte[3]))
                        .build()
                        .files())
                .hasSize(1);
    }

    @Test
    void aStreamIsReadNoFurtherThanTheLimit() throws Exception {
        var builder = Changelog.builder(ORIGIN).limit(1000);
        InputStream endless = new InputStream() {
            private int read;

            @Override
            public int read() {
                assertThat(++read).isLessThanOrEqualTo(1001);
                return 'x';
            }
        };

        assertThatThrownBy(() -> builder.add("a", endless)).isInstanceOf(ChangelogException.class);
        assertThat(builder.add("b", new ByteArrayInputStream(new byte[100]))
                        .build()
                        .files())
                .hasSize(1);
    }
}
