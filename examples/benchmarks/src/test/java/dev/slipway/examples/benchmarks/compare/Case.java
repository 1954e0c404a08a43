package dev.slipway.examples.benchmarks.compare;

import java.util.Locale;

/** What a run finds. */
enum Case {
    PLAIN_FIRST(false, true, "first run"),
    PLAIN_AGAIN(false, false, "nothing pending"),
    TLS_FIRST(true, true, "first run, with TLS"),
    TLS_AGAIN(true, false, "nothing pending, with TLS");

    private final boolean tls;
    private final boolean first;
    private final String title;

    Case(boolean tls, boolean first, String title) {
        this.tls = tls;
        this.first = first;
        this.title = title;
    }

    /** Whether the database and, where secrets come from it, Secrets Manager are reached by TLS. */
    boolean tls() {
        return tls;
    }

    /** Whether the database is empty. */
    boolean first() {
        return first;
    }

    String title() {
        return title;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Case of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
