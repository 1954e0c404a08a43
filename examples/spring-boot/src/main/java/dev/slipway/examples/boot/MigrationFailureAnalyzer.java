package dev.slipway.examples.boot;

import dev.slipway.migration.MigrationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the application does not start, instead of a stack trace. Found by {@code META-INF/spring.factories}. */
class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<MigrationException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MigrationException cause) {
        // One line that says what failed, on what, and what to do.
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
