package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;

/** How the process ends, and what an operator decides by. */
enum ExitCode {
    DONE(0, "done", "done, or nothing to do"),
    UNEXPECTED(1, "unexpected", "unexpected: the line says what"),
    USAGE(2, "usage", "usage or configuration: every missing or wrong setting is listed"),
    CHANGELOG(3, "changelog", "changelog source: refused deploy key, unknown host key, no such branch"),
    CREDENTIALS(4, "credentials", "credentials: secret, permission, JSON key, database log-in refused"),
    DATABASE(5, "database", "database unavailable or unknown"),
    REJECTED(
            6,
            "rejected",
            "rejected, nothing was executed; also plan and validate with problems, and a snapshot that was not taken"),
    INCOMPLETE(7, "incomplete", "incomplete: something may have been executed, inspect the database"),
    INTERRUPTED(130, "stopped", "stopped by SIGINT"),
    TERMINATED(143, "stopped", "stopped by SIGTERM");

    private final int number;
    private final String word;
    private final String meaning;

    ExitCode(int number, String word, String meaning) {
        this.number = number;
        this.word = word;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    /** One word for machines. */
    String word() {
        return word;
    }

    String meaning() {
        return meaning;
    }

    /** The table of the README. */
    static String markdown() {
        var table = new StringBuilder("| code | meaning |\n|---|---|\n");
        for (var code : values()) {
            table.append("| ")
                    .append(code.number)
                    .append(" | ")
                    .append(code.meaning)
                    .append(" |\n");
        }
        return table.toString();
    }

    static ExitCode of(Throwable failure) {
        if (failure instanceof UsageException) {
            return USAGE;
        }
        if (failure instanceof ChangelogException) {
            return CHANGELOG;
        }
        if (failure instanceof CredentialException) {
            return CREDENTIALS;
        }
        if (failure instanceof DatabaseUnavailableException) {
            return DATABASE;
        }
        if (failure instanceof MigrationRejectedException || failure instanceof SnapshotException) {
            return REJECTED;
        }
        return failure instanceof MigrationIncompleteException ? INCOMPLETE : UNEXPECTED;
    }
}
