package dev.slipway.migration;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be opened, and so whether to ask for other credentials, to wait or to give up. */
enum ConnectFailure {
    /** Name or password were refused: newer ones may help. */
    REFUSED,
    /** There is no such database. */
    UNKNOWN_DATABASE,
    /** It is starting, waking, full or unreachable: waiting may help. */
    UNAVAILABLE,
    /** Something that neither waiting nor other credentials mend. */
    OTHER;

    /** MariaDB and MySQL 1045, 1044, 1698; SQL Server 18456; Oracle 1017, 1005; Db2 -1403, -30082. */
    private static final Set<Integer> REFUSED_CODES = Set.of(1045, 1044, 1698, 18456, 1017, 1005, -1403, -30082);
    /** MariaDB and MySQL 1049, SQL Server 4060, H2 90146. */
    private static final Set<Integer> UNKNOWN_DATABASE_CODES = Set.of(1049, 4060, 90146);
    /** MariaDB and MySQL 1040 (full); Azure SQL 40613, 40197, 40501; Oracle 12514, 1033, 1034 (starting). */
    private static final Set<Integer> UNAVAILABLE_CODES = Set.of(1040, 40613, 40197, 40501, 12514, 1033, 1034);

    /** Sorts by SQLState first where the standard or PostgreSQL define it, then by vendor code, then by cause. */
    static ConnectFailure of(SQLException exception) {
        String state = exception.getSQLState() == null ? "" : exception.getSQLState();
        int code = exception.getErrorCode();
        if (state.startsWith("28")
                || REFUSED_CODES.contains(code)
                || exception instanceof SQLInvalidAuthorizationSpecException) {
            return REFUSED;
        }
        if (state.equals("3D000") || UNKNOWN_DATABASE_CODES.contains(code)) {
            return UNKNOWN_DATABASE;
        }
        if (UNAVAILABLE_CODES.contains(code)) {
            return UNAVAILABLE;
        }
        if (isLastingTlsFailure(exception) || (state.equals("08004") && code == 0)) {
            return OTHER;
        }
        boolean unavailable = state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("53300")
                || exception instanceof SQLTransientConnectionException
                || hasNetworkCause(exception);
        return unavailable ? UNAVAILABLE : OTHER;
    }

    private static boolean hasNetworkCause(SQLException exception) {
        return find(exception, SocketException.class) != null
                || find(exception, SocketTimeoutException.class) != null
                || find(exception, UnknownHostException.class) != null
                || find(exception, EOFException.class) != null;
    }

    /** A certificate that is not trusted stays so; a connection that broke during the handshake may work next time. */
    private static boolean isLastingTlsFailure(SQLException exception) {
        if (find(exception, CertificateException.class) != null) {
            return true;
        }
        return find(exception, SSLException.class) != null && !hasNetworkCause(exception);
    }

    private static <T extends Throwable> @Nullable T find(Throwable exception, Class<T> type) {
        int depth = 0;
        for (Throwable at = exception; at != null && depth < 32; at = at.getCause(), depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
