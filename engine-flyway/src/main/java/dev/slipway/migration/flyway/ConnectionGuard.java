package dev.slipway.migration.flyway;

import dev.slipway.migration.Redactor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What Flyway sees in the place of a connection: it cannot close a shared one, and where there are secrets it is given no
 * text of a server that repeats one, since it logs warnings and puts errors into its exceptions.
 */
final class ConnectionGuard implements InvocationHandler {
    private final Object guarded;
    private final Redactor redactor;
    private final @Nullable Runnable onClose;
    private boolean closed;

    private ConnectionGuard(Object guarded, Redactor redactor, @Nullable Runnable onClose) {
        this.guarded = guarded;
        this.redactor = redactor;
        this.onClose = onClose;
    }

    /** A view of a connection that somebody else closes; {@code onClose} runs once in the place of closing. */
    static Connection shared(Connection connection, Redactor redactor, Runnable onClose) {
        return proxy(Connection.class, new ConnectionGuard(connection, redactor, onClose));
    }

    /** A view of a connection that is closed with the view. */
    static Connection own(Connection connection, Redactor redactor) {
        return redactor == Redactor.none()
                ? connection
                : proxy(Connection.class, new ConnectionGuard(connection, redactor, null));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (onClose != null && method.getName().equals("close")) {
            if (!closed) {
                closed = true;
                onClose.run();
            }
            return null;
        }
        if (closed && method.getName().equals("isClosed")) {
            return true;
        }
        if (method.getName().equals("equals") && arguments != null) {
            return proxy == arguments[0];
        }
        try {
            Object result = method.invoke(guarded, arguments);
            return redactor == Redactor.none() ? result : guard(method, result);
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            throw cause instanceof SQLException ? redactor.redact(cause) : cause == null ? thrown : cause;
        }
    }

    private @Nullable Object guard(Method method, @Nullable Object result) {
        if (result instanceof SQLWarning warning) {
            return screened(warning);
        }
        if (result instanceof Statement statement
                && guarded instanceof Connection
                && Statement.class.isAssignableFrom(method.getReturnType())) {
            return proxy(method.getReturnType(), new ConnectionGuard(statement, redactor, null));
        }
        return result;
    }

    private SQLWarning screened(SQLWarning first) {
        SQLWarning head = screenedAlone(first);
        for (SQLWarning next = first.getNextWarning(); next != null; next = next.getNextWarning()) {
            head.setNextWarning(screenedAlone(next));
        }
        return head;
    }

    private SQLWarning screenedAlone(SQLWarning warning) {
        return new SQLWarning(
                redactor.screen(String.valueOf(warning.getMessage())), warning.getSQLState(), warning.getErrorCode());
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(ConnectionGuard.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
