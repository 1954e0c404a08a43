package dev.slipway.examples.runner;

/** The process was told to stop before anything was executed. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
        super("Nothing was executed");
    }
}
