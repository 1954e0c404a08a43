package dev.slipway.migration.git;

import java.io.IOException;

/** The server refuses the key or login. The message says which, and what to do. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
