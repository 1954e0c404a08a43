package dev.slipway.migration.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Tells PostgreSQL's binaries on the class path from others, without unpacking them. */
final class PostgresBinaries {
    private static final List<String> SYSTEMS = List.of("linux", "darwin", "windows");
    private static final List<String> ARCHITECTURES =
            List.of("x86_64", "x86_32", "arm_64", "arm_32", "aarch64", "ppcle_64");

    private PostgresBinaries() {}

    /** The archives that are there, those of other platforms included, each with its check sum. */
    static String id() throws IOException {
        var found = new TreeSet<String>();
        ClassLoader loader = EmbeddedPostgres.class.getClassLoader();
        for (String system : SYSTEMS) {
            for (String architecture : ARCHITECTURES) {
                String name = "postgres-" + system + "-" + architecture;
                for (String resource : new String[] {name + ".txz", name + distribution() + ".txz"}) {
                    for (URL url : Collections.list(loader.getResources(resource))) {
                        found.add(resource + "=" + sum(url));
                    }
                }
            }
        }
        return found.toString();
    }

    private static String distribution() {
        String name = LinuxUtils.getDistributionName();
        return name == null ? "" : "-" + name.toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    private static String sum(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (var closesTheJar = connection.getInputStream()) {
            return connection instanceof JarURLConnection inJar
                    ? Long.toHexString(inJar.getJarEntry().getCrc()) + ":" + inJar.getContentLengthLong()
                    : connection.getContentLengthLong() + ":" + connection.getLastModified();
        }
    }
}
