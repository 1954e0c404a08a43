package dev.slipway.migration.flyway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;

/** Stands between the engine and a driver. */
final class Intercepted {
    private Intercepted() {}

    /** Gives a connection. */
    interface Connecting {
        Connection connect() throws Exception;
    }

    /** Answers a call. */
    interface Answer {
        Object to(Method method, Object[] arguments) throws Exception;
    }

    /** Is told of every statement; what it throws is thrown to the one who executes. */
    interface Watcher {
        default void before(String sql) throws Exception {}

        default void after(String sql) throws Exception {}
    }

    static DataSource dataSource(Connecting connecting) {
        return proxy(DataSource.class, (method, arguments) -> connecting.connect());
    }

    static DataSource watched(DataSource target, Watcher watcher) {
        return dataSource(() -> watched(target.getConnection(), watcher));
    }

    private static Connection watched(Connection connection, Watcher watcher) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            return result instanceof Statement statement
                    ? watched(method.getReturnType(), statement, sql(arguments), watcher)
                    : result;
        });
    }

    private static Object watched(Class<?> type, Statement statement, String prepared, Watcher watcher) {
        return proxy(type, (method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return method.invoke(statement, arguments);
            }
            String sql = prepared.isEmpty() ? sql(arguments) : prepared;
            watcher.before(sql);
            Object result = method.invoke(statement, arguments);
            watcher.after(sql);
            return result;
        });
    }

    private static String sql(Object[] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : "";
    }

    static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                Intercepted.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return answer.to(method, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
