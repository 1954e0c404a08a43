package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationReport;
import java.util.concurrent.atomic.AtomicInteger;

/** Copies of a template on a server that belongs to the fixture. */
final class EmbeddedCopies implements RunningServer {
    private final EmbeddedRun run;
    private final MigrationReport report;
    private final Copier copier;
    private final AtomicInteger made = new AtomicInteger();

    EmbeddedCopies(EmbeddedRun run, MigrationReport report, Copier copier) {
        this.run = run;
        this.report = report;
        this.copier = copier;
    }

    @Override
    public MigrationReport report() {
        return report;
    }

    @Override
    public Address copy() {
        String name = "test_" + made.incrementAndGet();
        copier.make(name);
        return run.server().address(name);
    }

    @Override
    public void drop(Address copy) {
        copier.drop(copy.name());
    }

    @Override
    public void disconnect(Address copy) {
        copier.disconnect(copy.name());
    }

    @Override
    public int spare() {
        return copier.spare();
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
