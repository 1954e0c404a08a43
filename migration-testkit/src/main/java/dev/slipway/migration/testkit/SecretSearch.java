package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Fails where six characters in a row of a secret can be seen, in upper or lower case. */
final class SecretSearch {
    private static final int PIECE = 6;

    private final String secret;

    SecretSearch(String secret) {
        if (secret.length() < PIECE) {
            throw new IllegalArgumentException("A secret to search for has at least " + PIECE + " characters");
        }
        this.secret = secret.toLowerCase(Locale.ROOT);
    }

    /** Searches a text. */
    void assertAbsent(String where, Object text) {
        String lower = String.valueOf(text).toLowerCase(Locale.ROOT);
        for (int at = 0; at + PIECE <= secret.length(); at++) {
            if (lower.contains(secret.substring(at, at + PIECE))) {
                // The text is not quoted: the secret may be a real one.
                fail(where + " holds a piece of a secret, " + PIECE + " characters or more");
            }
        }
    }

    /** Searches everything that a plan tells. */
    void assertAbsent(String where, MigrationPlan plan) {
        assertAbsent(where, (Object) plan);
        for (var entry : plan.entries()) {
            assertAbsent(where + ", an entry's migration", texts(entry));
        }
        for (var problem : plan.problems()) {
            assertAbsent(where + ", a problem", problem.message());
        }
    }

    private static Object texts(MigrationPlan.Entry entry) {
        var migration = entry.migration();
        return List.of(
                entry,
                migration,
                migration.id(),
                migration.description(),
                migration.path(),
                entry.historyChecksum(),
                entry.changelogChecksum());
    }

    /** Searches an exception down all causes and suppressed ones. */
    void assertAbsent(String where, Throwable failure) {
        assertAbsent(where, failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private void assertAbsent(String where, Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return;
        }
        String here = where + ", " + failure.getClass().getName();
        assertAbsent(here, List.of(failure.toString(), String.valueOf(failure.getMessage())));
        assertAbsent(here, String.valueOf(failure.getLocalizedMessage()));
        if (failure instanceof MigrationRejectedException rejected) {
            assertAbsent(here, (Object) rejected.problems());
        }
        if (failure instanceof MigrationIncompleteException incomplete) {
            assertAbsent(here, List.of(incomplete.applied(), incomplete.failed()));
        }
        if (failure instanceof SQLException sql && sql.getNextException() != null) {
            assertAbsent(here + ", next", sql.getNextException(), seen);
        }
        if (failure.getCause() != null) {
            assertAbsent(here + ", cause", failure.getCause(), seen);
        }
        for (var suppressed : failure.getSuppressed()) {
            assertAbsent(here + ", suppressed", suppressed, seen);
        }
    }
}
