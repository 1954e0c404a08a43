package dev.slipway.examples.runner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.sql.Driver;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A class loader in which a service loader finds one JDBC driver and no other: several jars may have drivers for the same
 * URL, old jars do not say which class is theirs, and one that cannot be loaded would stop the search.
 */
final class OneDriver extends ClassLoader {
    private static final String LIST = "META-INF/services/" + Driver.class.getName();

    private final String name;

    OneDriver(String name, ClassLoader jars) {
        super(jars);
        this.name = name;
    }

    @Override
    public Enumeration<URL> getResources(String resource) throws IOException {
        return resource.equals(LIST)
                ? Collections.enumeration(Collections.singleton(list()))
                : super.getResources(resource);
    }

    private URL list() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        try {
            return new URL("driver", "", -1, "/" + LIST, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new InMemory(url, text);
                }
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static final class InMemory extends URLConnection {
        private final byte[] text;

        InMemory(URL url, byte[] text) {
            super(url);
            this.text = text;
        }

        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(text);
        }
    }
}
