package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With every logger at its finest level, no secret appears anywhere. */
class SecrecyIT {
    private static final int PIECE = 8;
    private static Stage stage;

    @BeforeAll
    static void build() {
        stage = new Stage();
        stage.repository().commit("good", Sample.master());
        var broken = new LinkedHashMap<>(Sample.master());
        broken.put(
                "sql/v1/V1.0.3__Broken.sql",
                "create table t (id int);\nalter role reader wiht password '${READER_PASSWORD}';\n");
        stage.repository().commit("broken", broken);
        var echoing = new LinkedHashMap<>(Sample.master());
        // The server repeats the value in lower case, and a piece of it in its message.
        echoing.put("sql/v1/V1.0.3__Echo.sql", "select ${shop_password} from greeting;\n");
        stage.repository().commit("echo", echoing);
        stage.repository().commit("liquibase", Map.of("sql/root.sql", """
                                --liquibase formatted sql

                                --changeset slipway:1
                                create role reader login password '${READER_PASSWORD}';

                                --changeset slipway:2
                                select ${READER_PASSWORD} wrong;
                                """));
    }

    @AfterAll
    static void clear() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({"good,flyway,0,text", "broken,flyway,7,json", "echo,flyway,7,text", "liquibase,liquibase,7,text"})
    void noSecretAppearsAtTheFinestLevel(String branch, String engine, int exitCode, String format) throws IOException {
        boolean liquibase = engine.equals("liquibase");
        String database = stage.postgres().fresh();
        var environment = liquibase ? stage.liquibase(database) : stage.environment(database);
        if (liquibase) {
            environment.put("LIQUIBASE_COMMAND_CHANGELOG_FILE", "root.sql");
            environment.put("LIQUIBASE_PARAMETER_READER_PASSWORD", "secretsmanager:" + Stage.READER + "#password");
        }
        environment.put("LOG_LEVEL", "TRACE");
        environment.put("LOG_FORMAT", format);
        try (var runner = RunnerProcess.start(Stage.jar(), environment, branch)) {
            runner.awaitLine(line -> line.contains("Applying 1 of"));
            Path commandLine = Path.of("/proc/" + runner.process().pid() + "/cmdline");
            if (Files.exists(commandLine)) {
                assertHoldsNoSecret("the command line", Files.readString(commandLine));
            }
            assertThat(runner.files()).isEmpty();
            var finished = runner.await();
            assertThat(finished.exitCode()).as(last(finished.all())).isEqualTo(exitCode);
            assertHoldsNoSecret("the output", finished.all());
            assertThat(finished.all()).contains("[redacted]").contains("org.postgresql");
            assertThat(runner.files()).isEmpty();
        }
    }

    private static String last(String text) {
        return text.substring(Math.max(0, text.length() - 3000));
    }

    private static void assertHoldsNoSecret(String what, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        secrets().forEach((name, secret) -> {
            for (String form : forms(secret)) {
                int at = lower.indexOf(form.toLowerCase(Locale.ROOT));
                assertThat(at)
                        .as("%s holds %s at: %s", what, name, around(text, at))
                        .isNegative();
            }
            for (String line :
                    secret.lines().filter(line -> !line.startsWith("-----")).toList()) {
                for (int from = 0; from + PIECE <= line.length(); from++) {
                    String piece = line.substring(from, from + PIECE).toLowerCase(Locale.ROOT);
                    int at = lower.indexOf(piece);
                    assertThat(at)
                            .as("%s holds a piece of %s at: %s", what, name, around(text, at))
                            .isNegative();
                }
            }
        });
    }

    private static String around(String text, int at) {
        return at < 0 ? "" : text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
    }

    private static Map<String, String> secrets() {
        var secrets = new LinkedHashMap<String, String>();
        secrets.put("the reader's password", Stage.READER_PASSWORD);
        secrets.put("the shop's password", Stage.SHOP_PASSWORD);
        secrets.put("the administrator's password", stage.postgres().adminPassword());
        secrets.put("the deploy key", stage.deployKey().pem());
        for (String value : stage.secrets().secretValues()) {
            secrets.put("credential " + secrets.size() + " of the role", value);
        }
        return secrets;
    }

    private static List<String> forms(String secret) {
        var forms = new ArrayList<String>();
        byte[] bytes = secret.getBytes(UTF_8);
        forms.add(secret);
        forms.add(secret.replace("\"", "\\\""));
        forms.add(URLEncoder.encode(secret, UTF_8));
        forms.add(URLEncoder.encode(secret, UTF_8).replace("+", "%20"));
        forms.add(Base64.getEncoder().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().encodeToString(bytes));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
        forms.add(HexFormat.ofDelimiter(":").formatHex(bytes));
        return forms;
    }
}
