package dev.slipway.examples.runner;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;
import org.postgresql.ssl.WrappedFactory;

/**
 * Hands PostgreSQL's driver sockets with keys that are in memory only; the driver itself takes keys from files. Public
 * because the driver makes it, by its name and a text for each connection, which is why there is a registry.
 */
public final class TlsSockets extends WrappedFactory {
    private static final Map<String, SSLSocketFactory> FACTORIES = new ConcurrentHashMap<>();

    /**
     * For the driver.
     *
     * @param id what {@link #register} gave
     */
    public TlsSockets(String id) {
        factory = Objects.requireNonNull(FACTORIES.get(id), "factory");
    }

    /** Keeps a factory under an id, for as long as the process lives. */
    static String register(SSLSocketFactory made) {
        String id = UUID.randomUUID().toString();
        FACTORIES.put(id, made);
        return id;
    }
}
