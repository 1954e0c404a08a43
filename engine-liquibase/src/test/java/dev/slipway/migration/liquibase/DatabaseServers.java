package dev.slipway.migration.liquibase;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Empties databases after each test and stops the servers after the last one. */
public final class DatabaseServers implements LauncherSessionListener, TestExecutionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerTestExecutionListeners(this);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            PostgresServer.recycle();
            MariaDbServer.recycle();
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        try {
            PostgresServer.stop();
            MariaDbServer.stop();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
