package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JDBC drivers in mounted jars. The process test has one that the runner lacks; here H2's is on the class path, too. */
class DriversTest {
    @TempDir
    Path installation;

    @TempDir
    Path drivers;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "ENGINE", "liquibase",
            "CHANGELOG_DIRECTORY", "/changelog",
            "LIQUIBASE_COMMAND_URL", "jdbc:h2:mem:",
            "LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog.xml"));

    @BeforeEach
    void name() {
        environment.put("DRIVERS_DIRECTORY", drivers.toString());
    }

    @Test
    void aDriverOfAMountedJarIsLoadedApartFromTheRunner() throws Exception {
        Files.copy(h2(), drivers.resolve("h2.jar"));
        assertThat(loaderOfConnection(task())).isNotSameAs(org.h2.Driver.class.getClassLoader());
    }

    @Test
    void theContainersOwnDirectoryOfDriversIsTakenUnnamed() throws Exception {
        environment.remove("DRIVERS_DIRECTORY");
        Files.copy(h2(), Files.createDirectory(installation.resolve("lib")).resolve("h2.jar"));
        assertThat(loaderOfConnection(task())).isNotSameAs(org.h2.Driver.class.getClassLoader());
    }

    @Test
    void aJarOnLiquibasesClassPathIsLoaded() throws Exception {
        environment.remove("DRIVERS_DIRECTORY");
        Path jar = Files.copy(h2(), drivers.resolve("h2.jar"));
        environment.put("LIQUIBASE_CLASSPATH", "/liquibase/classpath:" + jar);
        assertThat(loaderOfConnection(task())).isNotSameAs(org.h2.Driver.class.getClassLoader());
        environment.put("LIQUIBASE_CLASSPATH", jar + ".missing.jar");
        assertThat(problems()).singleElement().asString().contains("there is no jar '" + jar + ".missing.jar'");
        environment.put("LIQUIBASE_CLASSPATH", drivers.toString());
        assertThat(problems()).singleElement().asString().contains("the directory '" + drivers + "' is not looked at");
    }

    @Test
    void aNamedClassIsTheDriverEvenIfItsJarDoesNotSaySo() throws Exception {
        Files.copy(h2(), drivers.resolve("h2.jar"));
        environment.put("LIQUIBASE_COMMAND_DRIVER", "org.h2.Driver");
        assertThat(loaderOfConnection(task())).isNotSameAs(org.h2.Driver.class.getClassLoader());
        environment.remove("DRIVERS_DIRECTORY");
        assertThat(loaderOfConnection(task())).isSameAs(org.h2.Driver.class.getClassLoader());
    }

    @Test
    void aMissingOrUnsuitableDriverIsNamed() throws Exception {
        Files.copy(h2(), drivers.resolve("h2.jar"));
        environment.put("LIQUIBASE_COMMAND_URL", "jdbc:frob://db/app");
        assertThat(problems())
                .containsExactly("LIQUIBASE_COMMAND_URL: there is no JDBC driver for 'jdbc:frob:' ('org.h2.Driver' does"
                        + " not accept the URL) in 'h2.jar' or the runner: mount its jar there");
        environment.put("LIQUIBASE_COMMAND_DRIVER", "org.frob.Driver");
        assertThat(problems()).singleElement().asString().contains("(there is no class 'org.frob.Driver')");
        environment.put("LIQUIBASE_COMMAND_DRIVER", "org.h2.tools.Server");
        assertThat(problems()).singleElement().asString().contains("('org.h2.tools.Server' is no JDBC driver;");
        environment.remove("LIQUIBASE_COMMAND_DRIVER");
        environment.remove("DRIVERS_DIRECTORY");
        assertThat(problems())
                .singleElement()
                .asString()
                .endsWith("in the runner: mount its jar and name the directory by DRIVERS_DIRECTORY");
    }

    @Test
    void aUrlThatIsASecretIsNotQuotedWhereItsDriverIsMissing() {
        environment.put("U", "jdbc:frob://db/s3cret");
        environment.put("LIQUIBASE_COMMAND_URL", "env:U");
        environment.remove("DRIVERS_DIRECTORY");
        var failure = catchThrowableOfType(UsageException.class, () -> task().database());
        assertThat(failure).hasMessageContaining("'jdbc:frob:'").hasMessageNotContaining("s3cret");
        assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsNoDirectoryOfDriversIsRefused() throws IOException {
        assertThat(problems())
                .containsExactly("DRIVERS_DIRECTORY: there is no jar in '" + drivers + "': mount the driver's there");
        Files.writeString(drivers.resolve("broken.jar"), "no jar");
        assertThat(problems()).singleElement().asString().contains("broken.jar' is no jar that can be read");
        Files.delete(drivers.resolve("broken.jar"));
        jar("extension.jar", "META-INF/services/liquibase.change.Change", "a.B");
        assertThat(problems()).singleElement().asString().contains("extension.jar' is an extension of Liquibase's");
        environment.put("DRIVERS_DIRECTORY", drivers.resolve("missing").toString());
        assertThat(problems()).singleElement().asString().contains("cannot be read (NoSuchFileException)");
    }

    @Test
    void aDriverThatCannotBeLoadedDoesNotHideAnother() throws Exception {
        jar("a-broken.jar", "META-INF/services/java.sql.Driver", "a.Missing # none\n");
        Files.copy(h2(), drivers.resolve("h2.jar"));
        assertThat(loaderOfConnection(task())).isNotSameAs(org.h2.Driver.class.getClassLoader());
    }

    private void jar(String name, String entry, String text) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(drivers.resolve(name)))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static Path h2() throws URISyntaxException {
        return Path.of(org.h2.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static ClassLoader loaderOfConnection(Task task) throws SQLException {
        try (Connection connection = task.database().getConnection()) {
            return connection.getClass().getClassLoader();
        }
    }

    private Task task() {
        var files = new LiquibaseFiles(installation, installation);
        var settings = Settings.of(Arguments.parse(environment), environment, files);
        return Task.of(
                settings,
                Outputs.of(settings),
                new References(environment, Optional.empty(), new KnownSecrets()),
                new FlywayFiles(installation, installation, installation),
                files);
    }

    private List<String> problems() {
        return catchThrowableOfType(UsageException.class, this::task).problems();
    }
}
