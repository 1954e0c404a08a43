package dev.slipway.migration.liquibase;

/** Carries what a caller's listener threw through Liquibase, which would wrap or swallow it. */
final class ListenerFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Throwable thrown;

    private ListenerFailure(Throwable thrown) {
        super(thrown);
        this.thrown = thrown;
    }

    /** Calls a listener. */
    static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            throw new ListenerFailure(thrown);
        }
    }

    Throwable thrown() {
        return thrown;
    }

    /** What the listener threw, to be thrown on as it is. */
    RuntimeException unwrap() {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
