package dev.slipway.migration.flyway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** A pool that fails, instead of waiting, when its connections are in use. */
final class SmallPool {
    private SmallPool() {}

    static DataSource of(int connections, DataSource target) {
        var permits = new Semaphore(connections);
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!permits.tryAcquire(10, TimeUnit.MILLISECONDS)) {
                        throw new SQLException("the pool is empty");
                    }
                    return pooled(target.getConnection(), permits);
                });
    }

    private static Object pooled(Connection connection, Semaphore permits) {
        var given = new AtomicBoolean();
        return Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && given.compareAndSet(false, true)) {
                        permits.release();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
