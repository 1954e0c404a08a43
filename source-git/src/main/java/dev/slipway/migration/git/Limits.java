package dev.slipway.migration.git;

/** How limits are written. */
final class Limits {
    private Limits() {}

    static String human(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }
}
