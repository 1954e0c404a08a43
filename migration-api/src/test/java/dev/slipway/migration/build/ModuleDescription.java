package dev.slipway.migration.build;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is particular to a module: the input of {@link ArchitectureRules}. Immutable. */
public final class ModuleDescription {
    final String basePackage;
    final boolean application;
    final List<String> usable;
    final Set<String> publicTypes;
    final Set<String> escapeHatches;
    final Set<String> staticState;
    final Set<String> processAccesses;

    private ModuleDescription(
            String basePackage,
            boolean application,
            List<String> usable,
            Set<String> publicTypes,
            Set<String> escapeHatches,
            Set<String> staticState,
            Set<String> processAccesses) {
        this.basePackage = requireNonNull(basePackage, "basePackage");
        this.application = application;
        this.usable = List.copyOf(usable);
        this.publicTypes = Set.copyOf(publicTypes);
        this.escapeHatches = Set.copyOf(escapeHatches);
        this.staticState = Set.copyOf(staticState);
        this.processAccesses = Set.copyOf(processAccesses);
    }

    /** A module that users compose, with its one public package. */
    public static ModuleDescription library(String basePackage) {
        return new ModuleDescription(basePackage, false, List.of(), Set.of(), Set.of(), Set.of(), Set.of());
    }

    /** A program: nobody composes it, and it may read the environment, print and end the process. */
    public static ModuleDescription application(String basePackage) {
        return new ModuleDescription(basePackage, true, List.of(), Set.of(), Set.of(), Set.of(), Set.of());
    }

    /** The packages beyond the JDK, SLF4J, JSpecify and migration-api that it may use, each with all below it. */
    public ModuleDescription mayUse(String... packages) {
        return new ModuleDescription(
                basePackage, application, List.of(packages), publicTypes, escapeHatches, staticState, processAccesses);
    }

    /** All its public types, by their names within the package: {@code "Changelog", "Changelog.Builder"}. */
    public ModuleDescription publicTypes(String... names) {
        return new ModuleDescription(
                basePackage,
                application,
                usable,
                new TreeSet<>(List.of(names)),
                escapeHatches,
                staticState,
                processAccesses);
    }

    /** Foreign types that its public signatures may show, by their full names: each an escape hatch made on purpose. */
    public ModuleDescription mayShow(String... types) {
        return new ModuleDescription(
                basePackage,
                application,
                usable,
                publicTypes,
                new TreeSet<>(List.of(types)),
                staticState,
                processAccesses);
    }

    /** Static fields that may hold state, such as {@code "RunLock.LOCK"}. */
    public ModuleDescription mayKeepStatic(String... fields) {
        return new ModuleDescription(
                basePackage,
                application,
                usable,
                publicTypes,
                escapeHatches,
                new TreeSet<>(List.of(fields)),
                processAccesses);
    }

    /** Where it may read the environment or end the process: {@code "CacheDirectory uses java.lang.System.getProperty"}. */
    public ModuleDescription mayAccess(String... accesses) {
        return new ModuleDescription(
                basePackage,
                application,
                usable,
                publicTypes,
                escapeHatches,
                staticState,
                new TreeSet<>(List.of(accesses)));
    }

    /** A class's name within the package, nested classes separated by a dot. */
    String shortName(String className) {
        String prefix = basePackage + ".";
        return (className.startsWith(prefix) ? className.substring(prefix.length()) : className).replace('$', '.');
    }
}
