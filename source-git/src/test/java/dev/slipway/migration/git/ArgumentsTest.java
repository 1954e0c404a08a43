package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be meant is refused when a source is made, and the message says what can. */
class ArgumentsTest {
    private static final String FORMS = "use ssh://git@host/path, git@host:path, https://host/path or file:///path";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.git             | is of an unknown form",
                "ftp://example.com/a    | is of an unknown form",
                "C:\\schema.git         | is of an unknown form",
                "https://example.com    | names no repository",
                "ssh://git@example.com/ | names no repository",
                "https:///schema.git    | names no host",
                "ssh://under_score/a    | names no host",
            })
    void aUrlOfAnotherFormIsRefusedWithThoseThatAreKnown(String url, String reason) {
        assertRefused("The Git URL '" + url + "' " + reason + ": " + FORMS, any -> GitSource.builder(url));
    }

    @Test
    void aUrlWithStrangeCharactersIsRefused() {
        assertRefused(
                "The Git URL 'https://example.com/a b.git' is not valid (Illegal character in path): " + FORMS
                        + ", with unusual characters escaped as %20",
                any -> GitSource.builder("https://example.com/a b.git"));
        assertRefused(
                "The Git URL holds a line break or control character: remove it",
                any -> GitSource.builder("git@example.com:a\n.git"));
        assertRefused(
                "The Git URL 'file://server/a.git' names a host: a local path has three slashes, as in"
                        + " file:///srv/schema.git",
                any -> GitSource.builder("file://server/a.git"));
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "main~1", "v*", "two words"})
    void aNameThatNoReferenceCanHaveIsRefused(String name) {
        assertRefused(
                "The reference '" + name.strip() + "' is not the name of a branch or tag, nor a commit id",
                source -> source.reference(name));
    }

    @Test
    void directoriesThatCannotBeMeantAreRefused() {
        assertRefused(
                "The directory '../sql' is not a path within the repository, separated by '/'",
                source -> source.directory("../sql"));
        assertRefused("directories needs at least one: '' is the repository's root", source -> source.directories());
        assertRefused(
                "The directories 'sql' and 'sql/a' share files: name only the upper one",
                source -> source.directories("sql", "sql/a"));
    }

    @Test
    void timeAndSizeArePositive() {
        assertRefused("timeout is not positive: PT0S", source -> source.timeout(Duration.ZERO));
        assertRefused("limit is not positive: 0", source -> source.limit(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "host                       | it is not of the form 'host type key'",
                "host ssh-rsa ???           | the key is not base64",
                "host ssh-rsa AAAA          | the key is cut off or not of type 'ssh-rsa'",
                "@cert-authority * ssh-rsa A | '@cert-authority' is not supported: give the host's own key",
            })
    void aLineOfTheKnownHostsThatCannotBeReadIsNamed(String line, String reason) {
        assertRefused("Line 2 of the known hosts cannot be read: " + reason, source -> source.knownHosts("#\n" + line));
    }

    private static void assertRefused(String message, Consumer<GitSource.Builder> made) {
        var source = GitSource.builder("git@example.com:a.git");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> made.accept(source))
                .withMessage(message)
                .withNoCause();
    }
}
