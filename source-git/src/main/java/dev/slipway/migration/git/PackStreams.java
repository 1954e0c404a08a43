package dev.slipway.migration.git;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** What connects us with {@code git-upload-pack}, whatever carries it. */
interface PackStreams extends Closeable {
    InputStream in();

    OutputStream out();

    /** Whether the server forgets everything between a request and the next. */
    boolean isStateless();

    /** What the server said beside the protocol, as one line; empty if nothing. Called after the end of its answers. */
    String complaint();

    @Override
    void close();
}
