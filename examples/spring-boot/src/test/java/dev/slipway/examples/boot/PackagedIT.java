package dev.slipway.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged application, as a process. */
class PackagedIT {
    private static final Path JAR = Path.of("target/spring-boot.jar");
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @Test
    void itMigratesAndServes() throws Exception {
        try (var application = JavaProcess.start(JAR, environment("packaged"))) {
            application.awaitPrinted("Started Application");
            assertThat(Http.get(port(application), "/products")).isEqualTo("200 [\"lantern\",\"rope\"]");
            assertThat(Http.get(port(application), "/actuator/info"))
                    .contains("\"source\":\"classpath:db/migration\"", "\"digest\":\"");
        }
    }

    @Test
    void onABrokenMigrationItDoesNotStartAndSaysWhyInOneLine() throws Exception {
        var environment = environment("broken");
        Postgres.execute("broken", "create schema shop");

        try (var application = JavaProcess.start(JAR, environment)) {
            assertThat(application.exitCode()).isEqualTo(1);
            assertThat(application.lines())
                    .filteredOn(line -> line.startsWith("Migration '1' failed in 'V1__product.sql'"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("schema \"shop\" already exists");
            assertThat(application.lines())
                    .as("no stack trace, no second telling")
                    .noneMatch(line -> line.strip().startsWith("at "))
                    .filteredOn(line -> line.contains("already exists"))
                    .hasSize(1);
        }
    }

    private static int port(JavaProcess application) {
        for (String line : application.lines()) {
            var matcher = PORT.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("No port: " + application.lines());
    }

    private static Map<String, String> environment(String database) {
        var environment = new HashMap<String, String>();
        Postgres.freshDatabase(database)
                .forEach((name, value) -> environment.put(name.replace('.', '_').toUpperCase(Locale.ROOT), value));
        environment.put("SERVER_PORT", "0");
        return environment;
    }
}
