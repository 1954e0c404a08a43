package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Hands a changelog to Flyway as {@code filesystem:} locations at its directories would: the same names, the same
 * checksums. A file that Flyway would start as a process is shown as a migration, so that one which ran before is
 * recognised and a pending one can be refused; as a callback it is not shown at all.
 */
final class ChangelogResources implements ResourceProvider {
    /** What Flyway would start as a process; on Unix also what has no extension. */
    private static final Set<String> PROCESSES = Set.of(".ps1", ".bat", ".cmd", ".sh", ".bash", ".py");

    private final Map<ChangelogFile, LoadableResource> resources = new LinkedHashMap<>();
    private final Map<String, ChangelogFile> byScript = new HashMap<>();
    private final Map<String, LoadableResource> byLowerCaseScript = new HashMap<>();
    private final List<String> missingLocations;

    ChangelogResources(Changelog changelog, Locations locations, Configuration configuration) {
        this.missingLocations = locations.missing(changelog);
        for (ChangelogFile file : changelog.files()) {
            locations
                    .relative(file)
                    .ifPresent(script -> add(
                            file, new FileResource(file, script, () -> Encodings.of(file, changelog, configuration))));
        }
    }

    /** No files: for what needs a database only. */
    ChangelogResources() {
        this.missingLocations = List.of();
    }

    private void add(ChangelogFile file, FileResource resource) {
        resources.put(file, resource);
        byScript.put(resource.getRelativePath(), file);
        // Flyway's own look-up does not regard case.
        byLowerCaseScript.put(resource.getRelativePath().toLowerCase(Locale.ROOT), resource);
    }

    /** The file with a script name of the history. */
    Optional<ChangelogFile> file(String script) {
        return Optional.ofNullable(byScript.get(script));
    }

    /** What Flyway is given for a file. */
    Optional<LoadableResource> resource(ChangelogFile file) {
        return Optional.ofNullable(resources.get(file));
    }

    /** The files that lie in a location. */
    Collection<ChangelogFile> files() {
        return resources.keySet();
    }

    /** Locations in which there is no file. */
    List<String> missingLocations() {
        return missingLocations;
    }

    /** Callbacks that Flyway would start as processes, on Unix also those without an extension. */
    List<ChangelogFile> processCallbacks(Configuration configuration) {
        return resources.keySet().stream()
                .filter(file -> {
                    String extension = extension(name(file));
                    return extension.isEmpty() || PROCESSES.contains(extension);
                })
                .filter(file -> Event.fromId(baseName(name(file)).split(configuration.getSqlMigrationSeparator(), 2)[0])
                        != null)
                .toList();
    }

    private static String baseName(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    static String name(ChangelogFile file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return byLowerCaseScript.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        boolean forCallbacks = prefix.isEmpty();
        return resources.values().stream()
                .filter(resource -> resource.getFilename().startsWith(prefix)
                        && Arrays.stream(suffixes)
                                .filter(suffix -> !forCallbacks || !isForProcesses(suffix))
                                .anyMatch(suffix -> resource.getFilename().endsWith(suffix)))
                .toList();
    }

    /** Flyway asks for what it starts without a suffix, older versions with each of the suffixes. */
    private static boolean isForProcesses(String suffix) {
        return suffix.isEmpty() || PROCESSES.contains(suffix);
    }
}
