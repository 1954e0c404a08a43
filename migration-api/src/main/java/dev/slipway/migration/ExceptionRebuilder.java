package dev.slipway.migration;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes copies of exceptions from which a {@link Redactor} has taken the secrets. */
final class ExceptionRebuilder {
    /** Deeper chains are cut off: they are loops. */
    private static final int DEEPEST = 32;

    private final Redactor redactor;
    private int depth;

    ExceptionRebuilder(Redactor redactor) {
        this.redactor = redactor;
    }

    /** A copy of one of ours. */
    MigrationException rebuild(MigrationException original) {
        String message = redactor.mask(original.getMessage());
        Throwable cause = original.getCause() == null ? null : rebuildAny(original.getCause());
        return finish(copy(original, message, cause), original);
    }

    /** A copy of any exception: of the same type if it is ours or a SQLException. */
    Throwable rebuildAny(Throwable original) {
        if (++depth > DEEPEST) {
            return new RedactedException("[further causes cut off]", null);
        }
        if (original instanceof MigrationException ours) {
            return rebuild(ours);
        }
        Throwable cause = original.getCause() == null ? null : rebuildAny(original.getCause());
        if (original instanceof SQLException sql) {
            return finish(copy(sql, cause), original);
        }
        String screened = original.getMessage() == null ? "" : ": " + redactor.screen(original.getMessage());
        return finish(new RedactedException(original.getClass().getName() + screened, cause), original);
    }

    private MigrationException copy(MigrationException original, String message, @Nullable Throwable cause) {
        if (original instanceof ChangelogException) {
            return new ChangelogException(message, cause);
        }
        if (original instanceof CredentialException) {
            return new CredentialException(message, cause);
        }
        if (original instanceof DatabaseUnavailableException) {
            return new DatabaseUnavailableException(message, cause);
        }
        if (original instanceof MigrationRejectedException rejected) {
            return new MigrationRejectedException(message, problems(rejected.problems()));
        }
        if (original instanceof MigrationIncompleteException incomplete) {
            List<Migration> applied =
                    incomplete.applied().stream().map(this::migration).toList();
            Migration failed = incomplete.failed().map(this::migration).orElse(null);
            return new MigrationIncompleteException(message, applied, failed, cause);
        }
        return new MigrationException(message, cause);
    }

    private List<Problem> problems(List<Problem> problems) {
        return problems.stream()
                .map(problem -> {
                    String message = redactor.mask(problem.message());
                    return problem.migration()
                            .map(migration -> Problem.of(message, migration(migration)))
                            .orElseGet(() -> Problem.of(message));
                })
                .toList();
    }

    private Migration migration(Migration migration) {
        var copy = Migration.builder(redactor.mask(migration.id())).description(redactor.mask(migration.description()));
        migration.path().ifPresent(path -> copy.path(redactor.mask(path)));
        return copy.build();
    }

    private SQLException copy(SQLException original, @Nullable Throwable cause) {
        String message = original.getMessage() == null ? "" : redactor.screen(original.getMessage());
        if (message.equals(Redactor.WITHHELD)) {
            message += " (SQLState " + original.getSQLState() + ", code " + original.getErrorCode() + ")";
        }
        var copy = new SQLException(message, original.getSQLState(), original.getErrorCode(), cause);
        SQLException next = original.getNextException();
        if (next != null && rebuildAny(next) instanceof SQLException rebuilt) {
            copy.setNextException(rebuilt);
        }
        return copy;
    }

    private <T extends Throwable> T finish(T copy, Throwable original) {
        copy.setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            copy.addSuppressed(rebuildAny(suppressed));
        }
        return copy;
    }

    /** Stands for an exception of another library. */
    private static final class RedactedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RedactedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
