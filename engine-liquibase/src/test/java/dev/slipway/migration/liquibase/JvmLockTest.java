package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JvmLockTest {
    private static final Changelog CHANGELOG =
            Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"));

    @Test
    void aRunWaitsForTheOneOnAnotherDatabaseAndSaysSo() throws Exception {
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        List<String> holders = new CopyOnWriteArrayList<>();
        var pool = Executors.newSingleThreadExecutor();
        try {
            var first = pool.submit(() -> LiquibaseEngine.of("a.sql")
                    .migrate(CHANGELOG, TestDatabases.h2(), listening(new MigrationListener() {
                        @Override
                        public void planned(MigrationPlan plan) {
                            inside.countDown();
                            await(goOn);
                        }
                    })));
            await(inside);

            var second = LiquibaseEngine.of("a.sql")
                    .migrate(CHANGELOG, TestDatabases.h2(), listening(new MigrationListener() {
                        @Override
                        public void waiting(String holder, Duration soFar) {
                            holders.add(holder);
                            goOn.countDown();
                        }
                    }));

            assertThat(holders)
                    .isNotEmpty()
                    .allSatisfy(holder -> assertThat(holder).isEqualTo("another Liquibase run in this JVM"));
            assertThat(first.get(1, TimeUnit.MINUTES).applied()).hasSize(1);
            assertThat(second.applied()).hasSize(1);
        } finally {
            goOn.countDown();
            pool.shutdownNow();
        }
    }

    private static MigrateOptions listening(MigrationListener listener) {
        return MigrateOptions.builder().listener(listener).build();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
