package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setter of Flyway's configuration is refused, overridden or let through {@code configure} on purpose. */
@Timeout(60)
class HatchTest {
    /** Those that the engine owns, by the names that their refusal tells. */
    private static final Set<String> OWNED = Set.of(
            "dataSource",
            "driver",
            "jdbcProperties",
            "locations",
            "callbackLocations",
            "resourceProvider",
            "javaMigrationClassProvider");

    private static final Set<String> OVERRIDDEN =
            Set.of("loggers", "connectRetries", "connectRetriesInterval", "outputQueryResults");

    /** Flyway itself refuses them but in an edition that is paid for. */
    private static final Set<String> PAID = Set.of("dryRunOutput", "errorOverrides", "kerberosConfigFile");

    /** Several of the others at once, or where others are looked up: what they set is judged as if it were set alone. */
    private static final Set<String> COLLECTIONS = Set.of(
            "configuration",
            "loadDefaultConfigurationFiles",
            "envVars",
            "environment",
            "allEnvironments",
            "provisionMode",
            "environmentProvisionMode",
            "workingDirectory",
            "clearCachedResolvedEnvironment",
            "reloadPluginConfiguration");

    private static final Set<String> LET_THROUGH = Set.of(
            "baselineDescription",
            "baselineOnMigrate",
            "baselineVersion",
            "batch",
            "callbacks",
            "cleanDisabled",
            "communityDBSupportEnabled",
            "createSchemas",
            "defaultSchema",
            "detectEncoding",
            "encoding",
            "executeInTransaction",
            "failOnMissingLocations",
            "group",
            "ignoreMigrationPatterns",
            "initSql",
            "installedBy",
            "javaMigrations",
            "lockRetryCount",
            "mixed",
            "outOfOrder",
            "placeholderPrefix",
            "placeholderReplacement",
            "placeholderSeparator",
            "placeholderSuffix",
            "placeholders",
            "powershellExecutable",
            "repeatableSqlMigrationPrefix",
            "reportFilename",
            "resolvers",
            "schemas",
            "scriptPlaceholderPrefix",
            "scriptPlaceholderSuffix",
            "skipDefaultCallbacks",
            "skipDefaultResolvers",
            "skipExecutingMigrations",
            "sqlMigrationPrefix",
            "sqlMigrationSeparator",
            "sqlMigrationSuffixes",
            "stream",
            "table",
            "tablespace",
            "target",
            "validateMigrationNaming",
            "validateOnMigrate");

    @Test
    void noSetterOfFlywaysConfigurationIsUnknown() {
        assumeTrue(FlywayVersion.read().startsWith("13."), "the list is that of Flyway 13");
        var known = Stream.of(OWNED, OVERRIDDEN, PAID, COLLECTIONS, LET_THROUGH)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());

        assertThat(setters()).containsExactlyInAnyOrderElementsOf(known);
    }

    private static Set<String> setters() {
        return Arrays.stream(FluentConfiguration.class.getMethods())
                .filter(method -> method.getReturnType() == FluentConfiguration.class)
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource
    void whatTheEngineOwnsIsRefusedByName(String name, Consumer<FluentConfiguration> hatch) {
        assumeTrue(setters().contains(name), "this version of Flyway has no " + name);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlywayEngine.builder().configure(hatch).build())
                .withMessageStartingWith("configure(…) must not set '" + name + "': ");
    }

    static List<Arguments> whatTheEngineOwnsIsRefusedByName() {
        return List.of(
                owned("dataSource", c -> c.dataSource(TestDatabases.h2())),
                owned("dataSource", c -> c.dataSource("jdbc:h2:mem:x", "sa", "")),
                owned("dataSource", c -> c.configuration(Map.of("flyway.url", "jdbc:h2:mem:x"))),
                owned("driver", c -> c.driver("org.h2.Driver")),
                owned("jdbcProperties", c -> c.jdbcProperties(Map.of("user", "me"))),
                owned("locations", c -> c.locations("filesystem:elsewhere")),
                owned("locations", c -> c.locations(new Location[0])),
                owned("locations", c -> c.configuration(Map.of("flyway.locations", "filesystem:elsewhere"))),
                owned("callbackLocations", c -> c.callbackLocations("filesystem:elsewhere")),
                owned("resourceProvider", c -> c.resourceProvider(new ChangelogResources())),
                owned("javaMigrationClassProvider", c -> c.javaMigrationClassProvider(List::of)));
    }

    private static Arguments owned(String name, Consumer<FluentConfiguration> hatch) {
        return Arguments.of(name, hatch);
    }

    @ParameterizedTest
    @MethodSource
    void whatOnlyAnotherEditionOfFlywayServesIsRefusedByName(String name, Consumer<FluentConfiguration> hatch) {
        assumeTrue(setters().contains(name), "this version of Flyway has no " + name);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlywayEngine.builder().configure(hatch).build())
                .withMessageStartingWith("configure(…) sets what Flyway refuses: ")
                .withMessageContaining(name);
    }

    static List<Arguments> whatOnlyAnotherEditionOfFlywayServesIsRefusedByName() {
        return List.of(
                owned("dryRunOutput", c -> c.dryRunOutput("out.sql")),
                owned("dryRunOutput", c -> c.dryRunOutput(OutputStream.nullOutputStream())),
                owned("errorOverrides", c -> c.errorOverrides("STATE:1:W")),
                owned("kerberosConfigFile", c -> c.kerberosConfigFile("krb5.conf")));
    }
}
