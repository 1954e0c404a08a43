package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopySupplyTest {
    private final RecordingServer server = new RecordingServer();
    private final CopySupply supply = new CopySupply(server);

    @AfterEach
    void close() {
        server.first.countDown();
        supply.close();
    }

    @Test
    void oneThatIsReadyIsHandedOutBeforeAnEarlierOneThatIsNot() {
        server.holdFirst = true;
        supply.replenish(2);
        assertThat(supply.take().name()).isEqualTo("2");
    }

    @Test
    void noneIsBegunAtOnceWhileOthersAreReady() {
        var patient = new CopySupply(server, Duration.ofHours(1).toMillis());
        try {
            patient.replenish(3);
            await().until(() -> patient.ready() == 3);
            patient.take();
            patient.take();
            // The last that was ready: the next cannot wait.
            patient.take();
            await().until(() -> patient.ready() == 1);
        } finally {
            patient.close();
        }
        assertThat(server.begun).hasValue(4);
    }

    @Test
    void oneThatCouldNotBeMadeFailsOneTestAndNoOther() {
        server.failFirst = true;
        supply.replenish(1);
        assertThatThrownBy(supply::take).isInstanceOf(DatabaseUnavailableException.class);
        assertThat(supply.take().name()).isEqualTo("2");
    }

    @Test
    void usedOnesAreDisconnectedAtOnceAndDroppedWhenTheyAreTooManyOrNobodyAsks() {
        server.spare = 2;
        List<Address> copies = List.of(supply.take(), supply.take(), supply.take());
        server.disconnecting = new CountDownLatch(1);
        copies.forEach(supply::giveBack);
        server.disconnecting.countDown();
        await().until(() -> server.log.size() == 6);
        assertThat(server.log)
                .startsWith("disconnect 1", "disconnect 2", "disconnect 3", "drop 1")
                .endsWith("drop 2", "drop 3");
    }

    @Test
    void whatIsUsedIsDroppedAtOnceWhereThatHoldsNobodyUp() {
        supply.giveBack(supply.take());
        await().untilAsserted(() -> assertThat(server.log).containsExactly("drop 1"));
    }

    @Test
    void whatIsStillUsedGoesWithTheServer() {
        server.spare = 2;
        Address early = supply.take();
        Address late = supply.take();
        supply.giveBack(early);
        supply.close();
        supply.giveBack(late);
        assertThat(server.log).isSubsetOf("disconnect 1", "drop 1", "close").endsWith("close");
    }

    @Test
    void whoAsksWhenItWasClosedIsToldSo() {
        supply.close();
        assertThatThrownBy(supply::take).isInstanceOf(IllegalStateException.class);
        assertThat(server.begun).hasValue(0);
    }

    @Test
    void whatWasMadeAheadIsNotHandedOutWhenItWasClosed() {
        supply.replenish(2);
        await().until(() -> server.begun.get() == 2);
        supply.close();
        assertThatThrownBy(supply::take).isInstanceOf(IllegalStateException.class);
    }

    /** Its locks would be let go of, and others would take its databases for abandoned. */
    @Test
    void whoHasNothingButADataSourceKeepsTheServer() {
        var supplies = new ArrayList<WeakReference<CopySupply>>();
        DataSource kept = onlyDataSource(supplies);
        System.gc();
        assertThat(supplies)
                .singleElement()
                .satisfies(each -> assertThat(each.get()).isNotNull());
        Reference.reachabilityFence(kept);
    }

    private DataSource onlyDataSource(List<WeakReference<CopySupply>> supplies) {
        var another = new CopySupply(server);
        supplies.add(new WeakReference<>(another));
        var plan = MigrationPlan.builder(Changelog.of(Map.of("1.sql", ""))).build();
        var report = MigrationReport.builder(plan).build(plan, Duration.ZERO);
        return new TestDatabase(another, another.take(), report).dataSource();
    }

    @Test
    void whoWaitsWhenItIsClosedIsToldSo() throws Exception {
        server.holdAll = true;
        supply.replenish(8);
        try (var waiting = Background.run(supply::take);
                var closing = Background.run(() -> {
                    await().until(() -> server.begun.get() > 1);
                    supply.close();
                    return "closed";
                })) {
            assertThatThrownBy(waiting::result).isInstanceOf(IllegalStateException.class);
            server.first.countDown();
            assertThat(closing.result()).isEqualTo("closed");
        }
    }

    /** Numbers copies, and writes down what becomes of them. */
    private static final class RecordingServer implements RunningServer {
        final List<String> log = new CopyOnWriteArrayList<>();
        final AtomicInteger begun = new AtomicInteger();
        final CountDownLatch first = new CountDownLatch(1);
        volatile CountDownLatch disconnecting = new CountDownLatch(0);
        volatile boolean holdFirst;
        volatile boolean holdAll;
        volatile boolean failFirst;
        volatile int spare;

        @Override
        public MigrationReport report() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Address copy() {
            int number = begun.incrementAndGet();
            if (number == 1 && failFirst) {
                throw new DatabaseUnavailableException("on purpose");
            }
            if (holdAll || number == 1 && holdFirst) {
                hold(first);
            }
            return new Address(
                    String.valueOf(number),
                    "jdbc:h2:mem:" + number,
                    "",
                    () -> new UsernamePassword("a", Secret.of("b")));
        }

        @Override
        public void disconnect(Address copy) {
            hold(disconnecting);
            log.add("disconnect " + copy.name());
        }

        /** As a driver that waits for its server: whoever interrupts it. */
        private static void hold(CountDownLatch latch) {
            while (true) {
                try {
                    latch.await();
                    return;
                } catch (InterruptedException later) {
                    Thread.yield();
                }
            }
        }

        @Override
        public int spare() {
            return spare;
        }

        @Override
        public void drop(Address copy) {
            log.add("drop " + copy.name());
        }

        @Override
        public String keep(Address copy) {
            return copy.name();
        }

        @Override
        public void close(boolean keep) {
            log.add("close");
        }
    }
}
