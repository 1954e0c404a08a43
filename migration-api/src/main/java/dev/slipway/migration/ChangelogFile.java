package dev.slipway.migration;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;

/** One file of a {@link Changelog}: a path and unchanged bytes. Immutable. */
public final class ChangelogFile {
    private final String path;
    private final byte[] content;

    /** Takes ownership of the array. */
    ChangelogFile(String path, byte[] content) {
        this.path = path;
        this.content = content;
    }

    /** The path relative to the changelog's root, separated by {@code /}. */
    public String path() {
        return path;
    }

    /** The size in bytes. */
    public int size() {
        return content.length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return content.clone();
    }

    /** A new stream over the bytes, with nothing to close. */
    public InputStream open() {
        return new ByteArrayInputStream(content);
    }

    /**
     * The bytes as text; a byte-order mark stays in it.
     *
     * @param charset how to decode them
     * @return the text, malformed input replaced
     */
    public String text(Charset charset) {
        return new String(content, charset);
    }

    byte[] content() {
        return content;
    }

    /** The path and size, never the content. */
    @Override
    public String toString() {
        return "ChangelogFile[" + path + ", " + content.length + " bytes]";
    }
}
