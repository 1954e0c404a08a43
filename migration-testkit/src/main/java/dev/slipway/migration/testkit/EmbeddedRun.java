package dev.slipway.migration.testkit;

/** A server that belongs to a fixture, with all that it leaves on this machine. */
final class EmbeddedRun {
    private final RunDirectory directory;
    private final Watchdog watchdog;
    private final ServerProcess server;
    private final AdminConnections admin;

    EmbeddedRun(RunDirectory directory, Watchdog watchdog, ServerProcess server, String administration) {
        this.directory = directory;
        this.watchdog = watchdog;
        this.server = server;
        this.admin = new AdminConnections(server.address(administration).dataSource());
    }

    ServerProcess server() {
        return server;
    }

    AdminConnections admin() {
        return admin;
    }

    /** Stops the server and deletes everything, or leaves it all for a day. */
    void close(boolean keep) {
        admin.close();
        watchdog.dismiss();
        if (keep) {
            directory.keep();
        } else {
            try {
                server.stop();
            } finally {
                directory.delete();
            }
        }
    }
}
