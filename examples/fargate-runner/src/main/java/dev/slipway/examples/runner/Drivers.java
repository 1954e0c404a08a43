package dev.slipway.examples.runner;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** JDBC drivers in mounted jars, loaded apart from the runner, and the one to use for a URL. */
final class Drivers {
    private static final String SERVICES = "META-INF/services/";

    private final List<Path> jars = new ArrayList<>();
    private final Optional<String> driverClass;
    private final @Nullable ClassLoader mounted;

    private Drivers(List<Path> jars, Optional<String> driverClass) {
        this.jars.addAll(jars);
        this.driverClass = driverClass;
        this.mounted = jars.isEmpty()
                ? null
                : new URLClassLoader(
                        jars.stream().map(Drivers::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Finds the jars that the settings name; nothing of them is executed yet. */
    static Drivers read(Checks checks, LiquibaseConfiguration liquibase, LiquibaseFiles files, List<Path> changelog) {
        var jars = new ArrayList<Path>();
        Optional<String> named = checks.text(Setting.DRIVERS_DIRECTORY);
        Optional<Path> directory = named.isPresent()
                ? Optional.ofNullable(checks.attempt(Setting.DRIVERS_DIRECTORY.name(), () -> path(named.get())))
                : Optional.of(files.drivers()).filter(Files::isDirectory);
        directory
                .map(path -> checks.attempt(Setting.DRIVERS_DIRECTORY.name(), () -> jarsIn(path, named.isPresent())))
                .ifPresent(jars::addAll);
        liquibase
                .value(LiquibaseSetting.CLASSPATH)
                .ifPresent(value -> Optional.ofNullable(checks.attempt(
                                value.where(), () -> classpath(value.reference().text(), files, changelog)))
                        .ifPresent(jars::addAll));
        Optional<String> driverClass = liquibase
                .value(LiquibaseSetting.DRIVER)
                .filter(value -> {
                    if (value.isSecret()) {
                        checks.add(value.where() + ": it names a class, which no reference does: give it as it is");
                    }
                    return !value.isSecret();
                })
                .map(value -> value.reference().text());
        List<Path> distinct = jars.stream().distinct().toList();
        List<Path> drivers = distinct.stream()
                .filter(jar -> checks.attempt(Setting.DRIVERS_DIRECTORY.name(), () -> checked(jar)) != null)
                .toList();
        return new Drivers(drivers, driverClass);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException failure) {
            throw new IllegalArgumentException("'" + text + "' is no path of a directory", failure);
        }
    }

    private static List<Path> jarsIn(Path directory, boolean required) {
        var jars = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> {
                if (isJar(file)) {
                    jars.add(file);
                }
            });
        } catch (IOException failure) {
            throw new IllegalArgumentException("the directory '" + directory + "' cannot be read ("
                    + failure.getClass().getSimpleName() + "): check that it is mounted, and its permissions");
        }
        if (jars.isEmpty() && required) {
            throw new IllegalArgumentException("there is no jar in '" + directory + "': mount the driver's there");
        }
        jars.sort(null);
        return jars;
    }

    private static boolean isJar(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".jar")
                && Files.isRegularFile(file);
    }

    /** Liquibase's class path: jars, and directories, of which only the changelog's own say something here. */
    private static List<Path> classpath(String text, LiquibaseFiles files, List<Path> changelog) {
        var jars = new ArrayList<Path>();
        for (String entry : text.split("[:,;]")) {
            Path path = files.resolve(entry.strip());
            if (isJar(path)) {
                jars.add(path);
            } else if (Files.isDirectory(path) && !path.equals(files.changelog()) && !changelog.contains(path)) {
                throw new IllegalArgumentException("the directory '" + entry.strip()
                        + "' is not looked at: name each jar, or give DRIVERS_DIRECTORY for drivers and"
                        + " CHANGELOG_DIRECTORY for changelogs");
            } else if (!Files.exists(path) && entry.strip().endsWith(".jar")) {
                throw new IllegalArgumentException("there is no jar '" + entry.strip() + "': mount it");
            }
        }
        return jars;
    }

    /** A jar that can be read and is no extension of Liquibase's, which would be left out silently. */
    private static Path checked(Path path) {
        try (var jar = new JarFile(path.toFile())) {
            boolean extension = jar.stream().anyMatch(entry -> entry.getName().startsWith(SERVICES + "liquibase."));
            boolean driver = jar.getEntry(SERVICES + Driver.class.getName()) != null;
            if (extension && !driver) {
                throw new IllegalArgumentException(
                        "'" + path + "' is an extension of Liquibase's: only JDBC drivers are loaded, take it away");
            }
            return path;
        } catch (IOException failure) {
            throw new IllegalArgumentException("'" + path + "' is no jar that can be read: mount it anew");
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The loader of the driver to use; none for the runner's own.
     *
     * @throws IllegalArgumentException if there is no such driver, or none that accepts the URL
     */
    Optional<ClassLoader> loaderFor(String url) {
        if (driverClass.isPresent()) {
            return named(driverClass.get(), url);
        }
        if (mounted != null) {
            var unsuitable = new ArrayList<String>();
            for (String name : namesIn(mounted)) {
                if (accepts(name, mounted, url, unsuitable)) {
                    return Optional.of(new OneDriver(name, mounted));
                }
            }
            if (!isOwn(url)) {
                throw noDriver(url, unsuitable);
            }
        }
        if (!isOwn(url)) {
            throw noDriver(url, List.of());
        }
        return Optional.empty();
    }

    private Optional<ClassLoader> named(String name, String url) {
        var unsuitable = new ArrayList<String>();
        for (ClassLoader loader : Stream.of(Optional.ofNullable(mounted), Optional.of(Drivers.class.getClassLoader()))
                .flatMap(Optional::stream)
                .toList()) {
            if (accepts(name, loader, url, unsuitable)) {
                return Optional.of(new OneDriver(name, loader));
            }
        }
        throw noDriver(url, unsuitable.isEmpty() ? List.of("there is no class '" + name + "'") : unsuitable);
    }

    private boolean accepts(String name, ClassLoader loader, String url, List<String> unsuitable) {
        try {
            Object driver =
                    Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
            if (driver instanceof Driver ours && ours.acceptsURL(url)) {
                return true;
            }
            unsuitable.add(
                    driver instanceof Driver
                            ? "'" + name + "' does not accept the URL"
                            : "'" + name + "' is no JDBC driver");
        } catch (ClassNotFoundException missing) {
            return false;
        } catch (ReflectiveOperationException | SQLException | LinkageError failure) {
            unsuitable.add("'" + name + "' cannot be loaded ("
                    + failure.getClass().getSimpleName() + "): its jar may lack another, or need a newer Java");
        }
        return false;
    }

    private IllegalArgumentException noDriver(String url, List<String> unsuitable) {
        String scheme = url.replaceFirst("^(jdbc:[A-Za-z0-9+_-]*:?).*", "$1");
        String reasons = unsuitable.isEmpty() ? "" : " (" + String.join("; ", unsuitable) + ")";
        return new IllegalArgumentException("there is no JDBC driver for '" + scheme + "'" + reasons + " in "
                + (jars.isEmpty()
                        ? "the runner: mount its jar and name the directory by DRIVERS_DIRECTORY"
                        : jars.stream()
                                        .map(jar -> "'" + jar.getFileName() + "'")
                                        .collect(Collectors.joining(", "))
                                + " or the runner: mount its jar there"));
    }

    private static boolean isOwn(String url) {
        return ServiceLoader.load(Driver.class).stream()
                .map(ServiceLoader.Provider::get)
                .anyMatch(driver -> {
                    try {
                        return driver.acceptsURL(url);
                    } catch (SQLException refused) {
                        return false;
                    }
                });
    }

    /** What the jars say that they have. */
    private static List<String> namesIn(ClassLoader loader) {
        var names = new ArrayList<String>();
        try {
            for (URL list : java.util.Collections.list(loader.getResources(SERVICES + Driver.class.getName()))) {
                try (var in = list.openStream()) {
                    Arrays.stream(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\\R"))
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .forEach(names::add);
                }
            }
        } catch (IOException failure) {
            throw new IllegalArgumentException("a driver's jar cannot be read: mount it anew");
        }
        return names;
    }
}
