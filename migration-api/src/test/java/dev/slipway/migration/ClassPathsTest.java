package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.loader.launch.LaunchedClassLoader;
import org.springframework.boot.loader.net.protocol.Handlers;
import org.springframework.boot.loader.net.protocol.jar.JarUrl;

/** Kinds of class path beyond folders and jars. */
class ClassPathsTest {
    private static final byte[] V1 = "create table a (id int)".getBytes(UTF_8);
    private static final byte[] V2 = "create table b (id int)".getBytes(UTF_8);

    @TempDir
    Path temp;

    @Nested
    class ASpringBootJar {
        private static final String HANDLERS = "java.protocol.handler.pkgs";

        @Test
        void isReadFromItsClassesAndFromTheJarsWithinIt() throws Exception {
            Path library = zip("library.jar", "db/migration/V2__b.sql", V2);
            var content = new LinkedHashMap<String, byte[]>();
            content.put("BOOT-INF/classes/db/migration/V1__a.sql", V1);
            content.put("BOOT-INF/lib/library.jar", Files.readAllBytes(library));
            Path application = zip("application.jar", content);

            inLauncher(() -> {
                try (var file = new JarFile(application.toFile());
                        var loader = new LaunchedClassLoader(
                                false,
                                new URL[] {
                                    JarUrl.create(application.toFile(), file.getJarEntry("BOOT-INF/classes/")),
                                    JarUrl.create(application.toFile(), file.getJarEntry("BOOT-INF/lib/library.jar"))
                                },
                                null)) {
                    var source = ChangelogSource.classpath("db/migration", loader);
                    assertThat(source.fetch().digest()).isEqualTo(digest(V1, V2));
                    assertThat(source.fetch().digest())
                            .as("a fetch closes nothing that the next one needs")
                            .isEqualTo(digest(V1, V2));
                }
            });
        }

        /** As the launcher of a packaged application does, and back again. */
        private void inLauncher(Action action) throws Exception {
            String before = System.getProperty(HANDLERS, "");
            Handlers.register();
            try {
                action.run();
            } finally {
                System.setProperty(HANDLERS, before);
                URL.setURLStreamHandlerFactory(null);
            }
        }
    }

    @Nested
    class AModule {
        @ParameterizedTest
        @ValueSource(strings = {"module shop {}", "open module shop {}", "module shop { opens db.migration; }"})
        void isReadWhetherItsResourcesAreOpenOrNot(String declaration) throws Exception {
            Path module = module(declaration);
            Files.createDirectories(module.resolve("db/migration"));
            Files.write(module.resolve("db/migration/V1__a.sql"), V1);

            assertThat(ChangelogSource.classpath("db/migration", layer(module))
                            .fetch()
                            .digest())
                    .isEqualTo(digest(V1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"module shop {}", "open module shop {}"})
        void isReadFromItsJarAsWell(String declaration) throws Exception {
            byte[] descriptor = Files.readAllBytes(module(declaration).resolve("module-info.class"));
            var content = new LinkedHashMap<String, byte[]>();
            content.put("module-info.class", descriptor);
            content.put("db/migration/V1__a.sql", V1);
            Path jar = zip("shop.jar", content);

            assertThat(ChangelogSource.classpath("db/migration", layer(jar))
                            .fetch()
                            .digest())
                    .isEqualTo(digest(V1));
        }

        @Test
        void ofARunTimeImageHasNoDirectoriesToList() {
            assertThatThrownBy(() -> ChangelogSource.classpath("java/util", ClassLoader.getPlatformClassLoader())
                            .fetch())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("no such directory on the class path");
        }

        private Path module(String declaration) throws IOException {
            Path source = Files.writeString(temp.resolve("module-info.java"), declaration);
            Path classes = Files.createDirectories(temp.resolve("shop"));
            // The package that a declaration opens has to exist.
            Path in = Files.writeString(
                    Files.createDirectories(temp.resolve("db/migration")).resolve("Here.java"),
                    "package db.migration; class Here {}");
            int exitCode = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-d", classes.toString(), source.toString(), in.toString());
            assertThat(exitCode).isZero();
            Files.delete(classes.resolve("db/migration/Here.class"));
            return classes;
        }

        private static ClassLoader layer(Path module) {
            var finder = ModuleFinder.of(module);
            var boot = ModuleLayer.boot();
            var configuration =
                    Configuration.resolve(finder, List.of(boot.configuration()), ModuleFinder.of(), Set.of("shop"));
            return ModuleLayer.defineModulesWithOneLoader(
                            configuration, List.of(boot), ClassLoader.getPlatformClassLoader())
                    .layer()
                    .findLoader("shop");
        }
    }

    @Nested
    class AChildClassLoader {
        @Test
        void addsItsFilesToThoseOfItsParent() throws Exception {
            URL shared = zip("shared.jar", "db/migration/V1__a.sql", V1).toUri().toURL();
            URL own = zip("own.jar", "db/migration/V2__b.sql", V2).toUri().toURL();
            try (var parent = new URLClassLoader(new URL[] {shared}, null);
                    var child = new URLClassLoader(new URL[] {own}, parent)) {
                assertThat(ChangelogSource.classpath("db/migration", child)
                                .fetch()
                                .digest())
                        .isEqualTo(digest(V1, V2));
                assertThat(ChangelogSource.classpath("db/migration", parent)
                                .fetch()
                                .digest())
                        .isEqualTo(digest(V1));
            }
        }

        @Test
        void thatIsGivenIsAskedWhateverTheThreadsContextClassLoaderIs() throws Exception {
            URL own = zip("own.jar", "db/migration/V1__a.sql", V1).toUri().toURL();
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            try (var given = new URLClassLoader(new URL[] {own}, null);
                    var empty = new URLClassLoader(new URL[0], null)) {
                thread.setContextClassLoader(empty);
                assertThat(ChangelogSource.classpath("db/migration", given)
                                .fetch()
                                .digest())
                        .isEqualTo(digest(V1));
                thread.setContextClassLoader(null);
                assertThatThrownBy(
                                () -> ChangelogSource.classpath("db/migration").fetch())
                        .as("no context class loader: that of the library is asked")
                        .isInstanceOf(ChangelogException.class)
                        .hasMessageContaining("no such directory");
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static String digest(byte[]... versions) {
        var builder = Changelog.builder(Origin.of("memory"));
        for (int i = 0; i < versions.length; i++) {
            builder.add(i == 0 ? "V1__a.sql" : "V2__b.sql", versions[i]);
        }
        return builder.build().digest();
    }

    private Path zip(String name, String entry, byte[] content) throws IOException {
        return zip(name, Map.of(entry, content));
    }

    /** Not compressed, as jars within jars have to be, and with entries for directories. */
    private Path zip(String name, Map<String, byte[]> content) throws IOException {
        Path path = temp.resolve(name);
        try (OutputStream out = Files.newOutputStream(path);
                var zip = new ZipOutputStream(out)) {
            for (var file : content.entrySet()) {
                String entry = file.getKey();
                for (int slash = entry.indexOf('/'); slash > 0; slash = entry.indexOf('/', slash + 1)) {
                    String directory = entry.substring(0, slash + 1);
                    boolean isNew = content.keySet().stream()
                            .filter(other -> other.startsWith(directory))
                            .findFirst()
                            .orElseThrow()
                            .equals(entry);
                    if (isNew) {
                        store(zip, directory, new byte[0]);
                    }
                }
                store(zip, entry, file.getValue());
            }
        }
        return path;
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
    }
}
