package dev.slipway.examples.runner;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Several tasks, one after the other, in one process that ends as the runner does: by this the image's start-up cache
 * learns which classes runs use.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** @param args files of properties, each the environment of a task */
    public static void main(String[] args) throws IOException {
        var out = System.out;
        var err = System.err;
        for (String file : args) {
            ExitCode code = new Main(read(Path.of(file)), out, err).run(new String[0]);
            if (code != ExitCode.DONE) {
                System.exit(code.number());
            }
        }
        System.exit(0);
    }

    private static Map<String, String> read(Path file) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }
}
