package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private static final Map<String, String> FILES =
            Map.of("V1__a.sql", "create table a();\r\n", "sub/R__v.sql", "\ufeffselect 1", "sub/größe.csv", "");

    @TempDir
    Path temp;

    @Test
    void theSameFilesHaveTheSameDigestFromEverySource() throws Exception {
        Path folder = folder("classes/db/migration", FILES);
        Path jar = zip("app.jar", prefixed("db/migration/", FILES));
        var loader =
                new URLClassLoader(new URL[] {temp.resolve("classes/").toUri().toURL()}, null);
        var jarLoader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        String digest = Changelog.of(FILES).digest();

        assertThat(List.of(
                        ChangelogSource.directory(folder),
                        ChangelogSource.archive(zip("files.zip", FILES)),
                        ChangelogSource.archive(jar, "/db/migration/"),
                        ChangelogSource.classpath("db/migration", loader),
                        ChangelogSource.classpath("/db/migration/", jarLoader)))
                .allSatisfy(source -> assertThat(source.fetch().digest()).isEqualTo(digest));
    }

    @Nested
    class Directory {
        @Test
        void everyFetchSeesWhatIsThereNow() throws Exception {
            Path folder = folder("d", Map.of("a.sql", "1"));
            var source = ChangelogSource.directory(folder);
            var first = source.fetch();
            Files.writeString(folder.resolve("b.sql"), "2");

            assertThat(first.files()).hasSize(1);
            assertThat(source.fetch().files()).hasSize(2);
        }

        @Test
        void aMissingDirectoryIsNamed() {
            assertThatThrownBy(() ->
                            ChangelogSource.directory(temp.resolve("nowhere")).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining(temp.resolve("nowhere").toString())
                    .hasMessageContaining("check the path");
        }

        @Test
        void aFileIsNoDirectory() throws Exception {
            Path file = Files.writeString(temp.resolve("f.sql"), "");

            assertThatThrownBy(() -> ChangelogSource.directory(file).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("not a directory");
        }

        @Test
        void linksWithinTheDirectoryAreFollowed() throws Exception {
            Path folder = folder("d", Map.of("real/a.sql", "1", "b.sql", "2"));
            Files.createSymbolicLink(folder.resolve("linked"), Path.of("real"));
            Files.createSymbolicLink(folder.resolve("c.sql"), Path.of("b.sql"));

            assertThat(ChangelogSource.directory(folder).fetch().digest())
                    .isEqualTo(Changelog.of(Map.of("real/a.sql", "1", "linked/a.sql", "1", "b.sql", "2", "c.sql", "2"))
                            .digest());
        }

        @Test
        void linksThatLeaveTheDirectoryAreRefused() throws Exception {
            Path folder = folder("d", FILES);
            Files.createSymbolicLink(
                    folder.resolve("sub/out.sql"), Files.writeString(temp.resolve("outside.sql"), "hush"));

            assertThatThrownBy(() -> ChangelogSource.directory(folder).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("'sub/out.sql' leaves the directory");
        }

        @Test
        void linksInACircleAreRefused() throws Exception {
            Path folder = folder("d", FILES);
            Files.createSymbolicLink(folder.resolve("sub/up"), Path.of(".."));

            assertThatThrownBy(() -> ChangelogSource.directory(folder).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("leads back");
        }

        @Test
        void danglingLinksAreRefused() throws Exception {
            Path folder = folder("d", FILES);
            Files.createSymbolicLink(folder.resolve("gone.sql"), Path.of("missing"));

            assertThatThrownBy(() -> ChangelogSource.directory(folder).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("'gone.sql' leads nowhere");
        }

        @Test
        void aVolumeThatKubernetesProjectsHoldsEachFileOnce() throws Exception {
            Path volume = folder("volume", Map.of("..2026_11_22/V1__a.sql", "1"));
            Files.createSymbolicLink(volume.resolve("..data"), Path.of("..2026_11_22"));
            Files.createSymbolicLink(volume.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));

            assertThat(ChangelogSource.directory(volume).fetch().digest())
                    .isEqualTo(Changelog.of(Map.of("V1__a.sql", "1")).digest());
        }

        @Test
        void gitsOwnFilesAreNoPartOfACheckout() throws Exception {
            Path checkout = folder("checkout", Map.of("a.sql", "1", ".git/config", "[core]", ".hidden.sql", "2"));

            assertThat(ChangelogSource.directory(checkout).fetch().files())
                    .extracting(ChangelogFile::path)
                    .containsExactly(".hidden.sql", "a.sql");
        }
    }

    @Nested
    class Archive {
        @Test
        void entriesThatLeaveTheRootAreRefused() throws Exception {
            Path slip = zip("slip.zip", Map.of("../../evil.sql", "1"));

            assertThatThrownBy(() -> ChangelogSource.archive(slip).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("'../../evil.sql' holds an empty, '.' or '..' segment");
        }

        @Test
        void anArchiveThatUnpacksToMoreThanTheLimitIsRefusedBeforeMemoryRunsOut() throws Exception {
            Path bomb = temp.resolve("bomb.zip");
            try (var zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
                zip.putNextEntry(new ZipEntry("zeros.sql"));
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < 65; i++) {
                    zip.write(zeros);
                }
            }

            assertThat(Files.size(bomb)).isLessThan(1 << 20);
            assertThatThrownBy(() -> ChangelogSource.archive(bomb).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("more than 64 MiB");
        }

        @Test
        void whatIsNoArchiveIsRefused() throws Exception {
            Path text = Files.writeString(temp.resolve("text.zip"), "not a zip");

            assertThatThrownBy(() -> ChangelogSource.archive(text).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("not a readable ZIP or JAR file");
            assertThatThrownBy(() ->
                            ChangelogSource.archive(temp.resolve("none.zip")).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("no such file");
        }

        @Test
        void anEmptyOrMissingDirectoryInItIsRefused() throws Exception {
            Path zip = zip("files.zip", FILES);

            assertThatThrownBy(() -> ChangelogSource.archive(zip, "su").fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("files.zip!/su: there are no files");
        }
    }

    @Nested
    class ClassPath {
        @Test
        void theSameDirectoryOfSeveralJarsIsJoined() throws Exception {
            Path one = zip("one.jar", Map.of("db/V1__a.sql", "1"));
            Path two = zip("two.jar", Map.of("db/V2__b.sql", "2"));
            try (var loader = loader(one, two)) {
                assertThat(ChangelogSource.classpath("db", loader).fetch().digest())
                        .isEqualTo(Changelog.of(Map.of("V1__a.sql", "1", "V2__b.sql", "2"))
                                .digest());
            }
        }

        @Test
        void aPathThatTwoJarsHoldIsRefused() throws Exception {
            Path one = zip("one.jar", Map.of("db/V1__a.sql", "1"));
            Path two = zip("two.jar", Map.of("db/V1__a.sql", "2"));
            try (var loader = loader(one, two)) {
                assertThatThrownBy(() -> ChangelogSource.classpath("db", loader).fetch())
                        .isInstanceOf(ChangelogException.class)
                        .hasMessage("Cannot use classpath:db: 'V1__a.sql' is there twice: keep one of them");
            }
        }

        @Test
        void theContextClassLoaderIsAskedAtEachFetch() throws Exception {
            Path jar = zip("one.jar", Map.of("only/here/a.sql", "1"));
            var source = ChangelogSource.classpath("only/here");
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            try (var loader = loader(jar)) {
                Thread.currentThread().setContextClassLoader(loader);
                assertThat(source.fetch().files()).hasSize(1);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
            assertThatThrownBy(source::fetch)
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("no such directory on the class path");
        }

        @Test
        void aJarIsNotKeptOpenAndMayBeReplaced() throws Exception {
            Path jar = zip("one.jar", Map.of("db/a.sql", "1"));
            try (var loader = loader(jar)) {
                var source = ChangelogSource.classpath("db", loader);
                source.fetch();
            }
            zip("one.jar", Map.of("db/a.sql", "1", "db/b.sql", "2"));
            try (var loader = loader(jar)) {
                assertThat(ChangelogSource.classpath("db", loader).fetch().files())
                        .hasSize(2);
            }
        }

        private URLClassLoader loader(Path... jars) throws Exception {
            var urls = new URL[jars.length];
            for (int i = 0; i < jars.length; i++) {
                urls[i] = jars[i].toUri().toURL();
            }
            return new URLClassLoader(urls, null);
        }
    }

    @Nested
    class Concat {
        @Test
        void filesOfAllSourcesAreJoinedUnderAnOriginThatNamesThem() throws Exception {
            Path common = folder("common", Map.of("V1__a.sql", "1"));
            Path special = folder("postgres", Map.of("V2__b.sql", "2"));
            var joined = ChangelogSource.concat(ChangelogSource.directory(common), ChangelogSource.directory(special))
                    .fetch();

            assertThat(joined.digest())
                    .isEqualTo(Changelog.of(Map.of("V1__a.sql", "1", "V2__b.sql", "2"))
                            .digest());
            assertThat(joined.origin().location()).isEqualTo(common + " + " + special);
        }

        @Test
        void aPathThatTwoSourcesHoldIsRefused() {
            ChangelogSource one = () -> Changelog.of(Map.of("V1__a.sql", "1"));

            assertThatThrownBy(() -> ChangelogSource.concat(one, one).fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("'V1__a.sql' is there twice");
        }
    }

    private Path folder(String name, Map<String, String> files) throws IOException {
        Path folder = temp.resolve(name);
        for (var file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return folder;
    }

    private Path zip(String name, Map<String, String> files) throws IOException {
        Path path = temp.resolve(name);
        try (OutputStream out = Files.newOutputStream(path);
                var zip = new ZipOutputStream(out)) {
            directories(files).forEach(directory -> put(zip, directory, ""));
            new TreeMap<>(files).forEach((file, text) -> put(zip, file, text));
        }
        return path;
    }

    private static List<String> directories(Map<String, String> files) {
        return files.keySet().stream()
                .filter(path -> !path.startsWith("."))
                .flatMap(path -> java.util.stream.IntStream.range(0, path.length())
                        .filter(i -> path.charAt(i) == '/')
                        .mapToObj(i -> path.substring(0, i + 1)))
                .distinct()
                .toList();
    }

    private static void put(ZipOutputStream zip, String name, String text) {
        try {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Map<String, String> prefixed(String prefix, Map<String, String> files) {
        var prefixed = new TreeMap<String, String>();
        files.forEach((path, text) -> prefixed.put(prefix + path, text));
        return prefixed;
    }
}
