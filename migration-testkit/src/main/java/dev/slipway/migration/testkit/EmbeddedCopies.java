package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationReport;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Copies of a template on a server that belongs to the fixture. */
final class EmbeddedCopies implements RunningServer {
    private final EmbeddedRun run;
    private final MigrationReport report;
    private final Consumer<String> making;
    private final Consumer<String> dropping;
    private final AtomicInteger made = new AtomicInteger();

    /**
     * Copies that are known by their names.
     *
     * @param making makes a database of that name
     * @param dropping drops it
     */
    EmbeddedCopies(EmbeddedRun run, MigrationReport report, Consumer<String> making, Consumer<String> dropping) {
        this.run = run;
        this.report = report;
        this.making = making;
        this.dropping = dropping;
    }

    @Override
    public MigrationReport report() {
        return report;
    }

    @Override
    public Address copy() {
        String name = "test_" + made.incrementAndGet();
        making.accept(name);
        return run.server().address(name);
    }

    @Override
    public void drop(Address copy) {
        dropping.accept(copy.name());
    }

    @Override
    public String keep(Address copy) {
        return "connect to " + copy.openUrl() + "; end its server by: kill -INT "
                + run.server().pid();
    }

    @Override
    public void close(boolean keep) {
        run.close(keep);
    }
}
