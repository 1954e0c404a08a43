package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs the classes of {@link ExtensionCases} and looks at what they saw. */
class MigrationExtensionTest {
    @BeforeEach
    void forget() {
        ExtensionCases.SEEN.clear();
        ExtensionCases.connections = List.of();
    }

    @Test
    void eachTestHasADatabaseOfItsOwn() {
        assertThat(run(ExtensionCases.EachTest.class)).isEmpty();
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(3);
    }

    @Test
    void allParametersOfATestMeanItsDatabase() {
        assertThat(run(ExtensionCases.AllParameters.class)).isEmpty();
        assertThat(ExtensionCases.connections).hasSize(2).allMatch(ExtensionCases::isClosed);
    }

    @Test
    void aConstructorsParametersMeanTheDatabaseOfTheTest() {
        assertThat(run(ExtensionCases.ByConstructor.class)).isEmpty();
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(2);
    }

    @Test
    void aDatabaseIsGoneAfterItsTest() throws Exception {
        run(ExtensionCases.EachTest.class);
        for (String url : ExtensionCases.SEEN) {
            assertThat(ExtensionCases.tablesAt(url)).isZero();
        }
    }

    @Test
    void nestedClassesHaveDatabasesToo() {
        assertThat(run(ExtensionCases.Outer.class)).isEmpty();
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(3);
    }

    @Test
    void eachInvocationOfAParameterisedTestHasADatabaseOfItsOwn() {
        assertThat(run(ExtensionCases.Parameterised.class)).isEmpty();
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(3);
    }

    @Test
    void testsOfOneInstanceHaveDatabasesOfTheirOwn() {
        assertThat(run(ExtensionCases.OneInstance.class)).isEmpty();
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(2);
    }

    @Test
    void testsThatRunAtTheSameTimeHaveDatabasesOfTheirOwn() {
        ExtensionCases.SIDE_BY_SIDE.runs.set(0);
        runAtTheSameTime(ExtensionCases.SideBySide.class, ExtensionCases.SideBySideToo.class);
        assertThat(ExtensionCases.SIDE_BY_SIDE.runs).hasValue(1);
    }

    @Test
    void soDoTestsOnAnEmbeddedPostgresWhoseDatabasesAreMadeAhead() {
        ExtensionCases.SIDE_BY_SIDE.runs.set(0);
        runAtTheSameTime(ExtensionCases.SideBySideOnPostgres.class, ExtensionCases.SideBySideOnPostgresToo.class);
        assertThat(ExtensionCases.SIDE_BY_SIDE.runs)
                .as("none if an earlier run has left the result")
                .hasValueLessThan(2);
    }

    private static void runAtTheSameTime(Class<?> one, Class<?> other) {
        var results = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .selectors(selectClass(one), selectClass(other))
                .execute();
        assertThat(failures(results)).isEmpty();
        assertThat(ExtensionCases.SEEN).hasSize(24);
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(24);
    }

    @Test
    void aClassSharesADatabaseWithItsNestedClassesOnRequest() {
        assertThat(run(ExtensionCases.OneForTheClass.class)).isEmpty();
        assertThat(run(ExtensionCases.OneForTheClass.class)).isEmpty();
        assertThat(ExtensionCases.SEEN).hasSize(8);
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(2);
    }

    @Test
    void classesShareADatabaseOnRequest() {
        assertThat(run(ExtensionCases.Shared.class, ExtensionCases.SharedToo.class))
                .isEmpty();
        assertThat(ExtensionCases.SEEN).hasSize(2);
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(1);
    }

    @Test
    void aSharedDatabaseStaysWhileOtherFixturesAreUsed() {
        assertThat(run(
                        ExtensionCases.Shared.class,
                        ExtensionCases.EachTest.class,
                        ExtensionCases.ByConstructor.class,
                        ExtensionCases.Outer.class,
                        ExtensionCases.Parameterised.class,
                        ExtensionCases.OneInstance.class,
                        ExtensionCases.SharedToo.class))
                .isEmpty();
        assertThat(ExtensionCases.SEEN.get(ExtensionCases.SEEN.size() - 1)).isEqualTo(ExtensionCases.SEEN.get(0));
    }

    @Test
    void anAnnotationRegistersWhatItsClassSupplies() {
        assertThat(run(ExtensionCases.Annotated.class, ExtensionCases.AnnotatedByAnother.class))
                .isEmpty();
        assertThat(Set.copyOf(ExtensionCases.SEEN)).hasSize(4);
        assertThat(ExtensionCases.Supplied.ENGINE.runs).hasValue(1);
    }

    @Test
    void classesWithEqualFixturesMigrateOnce() {
        ExtensionCases.EQUAL.runs.set(0);
        assertThat(run(ExtensionCases.EqualOne.class, ExtensionCases.EqualTwo.class))
                .isEmpty();
        assertThat(ExtensionCases.EQUAL.runs).hasValue(1);
    }

    @Test
    void anEngineWithoutFingerprintSharesWithNobodyElse() {
        ExtensionCases.OPAQUE.runs.set(0);
        assertThat(run(ExtensionCases.OpaqueOne.class, ExtensionCases.OpaqueTwo.class))
                .isEmpty();
        assertThat(ExtensionCases.OPAQUE.runs).hasValue(2);
    }

    @Test
    void beforeAllIsToldThatThereIsNoTestYet() {
        results(ExtensionCases.TooEarly.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                instanceOf(ParameterResolutionException.class),
                                message(text -> text.contains("perClass()"))));
    }

    @Test
    void aBrokenChangelogFailsEachTestAndIsTriedOnce() {
        ExtensionCases.BROKEN.runs.set(0);
        results(ExtensionCases.Broken.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        2,
                        finishedWithFailure(
                                instanceOf(ParameterResolutionException.class),
                                message(text -> text.contains("Migration failed"))));
        assertThat(ExtensionCases.BROKEN.runs).hasValue(1);
    }

    @Test
    void aFailingTestsDatabaseIsKeptOnRequestAndTheFailureSaysWhere() throws IOException {
        List<Throwable> failures = failures(results(ExtensionCases.Failing.class));
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(kept -> assertThat(kept)
                                .hasMessageMatching(
                                        "The database of this test is kept: run \\S+\\.sql in an empty H2 database")));
        deleteScripts(failures);
    }

    @Test
    void aConfigurationParameterKeepsFailingTestsDatabasesToo() throws IOException {
        var results = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("slipway.testkit.keep-failed", "true")
                .selectors(selectClass(ExtensionCases.FailingUnkept.class))
                .execute();
        assertThat(failures(results))
                .singleElement()
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        deleteScripts(failures(results));
        assertThat(failures(results(ExtensionCases.FailingUnkept.class)))
                .singleElement()
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
    }

    /** H2 leaves a script of what was kept. */
    private static void deleteScripts(List<Throwable> failures) throws IOException {
        for (Throwable failure : failures) {
            for (Throwable kept : failure.getSuppressed()) {
                Files.delete(Path.of(kept.getMessage().replaceAll(".* run (\\S+\\.sql) .*", "$1")));
            }
        }
    }

    private static List<Throwable> run(Class<?>... cases) {
        EngineExecutionResults results = results(cases);
        assertThat(results.testEvents().succeeded().count()).isPositive();
        return failures(results);
    }

    private static EngineExecutionResults results(Class<?>... cases) {
        var kit = EngineTestKit.engine("junit-jupiter");
        for (Class<?> each : cases) {
            kit.selectors(selectClass(each));
        }
        return kit.execute();
    }

    private static List<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents()
                .failed()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }
}
