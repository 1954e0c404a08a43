package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The small changelogs of this project's own, as the files of a commit. */
final class Sample {
    private Sample() {}

    /** Two users with passwords, a table, a repeatable function. */
    static Map<String, String> master() {
        return files(
                "master",
                "sql/v1/V1.0.0__Create_reader.sql",
                "sql/v1/V1.0.1__Create_greeting.sql",
                "sql/v1/V1.0.2__Create_shop_user.sql",
                "sql/functions/R__Add_greeting.sql");
    }

    /** The same with a table of products. */
    static Map<String, String> develop() {
        var files = new LinkedHashMap<>(master());
        files.putAll(files("develop", "sql/v1/V1.1.0__Create_product.sql"));
        return files;
    }

    /** Two change sets in two files, one with a parameter. */
    static Map<String, String> liquibase() {
        return files("liquibase", "sql/root.xml", "sql/changes/product.sql");
    }

    private static Map<String, String> files(String branch, String... paths) {
        var files = new LinkedHashMap<String, String>();
        for (String path : paths) {
            try (var in = Sample.class.getResourceAsStream("/sample/" + branch + "/" + path)) {
                files.put(path, new String(in.readAllBytes(), UTF_8));
            } catch (IOException unexpected) {
                throw new UncheckedIOException(unexpected);
            }
        }
        return files;
    }
}
