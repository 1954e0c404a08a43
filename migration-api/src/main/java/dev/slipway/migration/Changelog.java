package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of migration files, held in memory: what to apply, independent of where it came from. It has at
 * least one file. Safe for use by many threads and for any number of databases.
 */
public final class Changelog {
    private final Origin origin;
    private final Map<String, ChangelogFile> byPath;
    private final List<ChangelogFile> files;
    /** Computed on first use; a race computes the same value twice. */
    private volatile @Nullable String digest;

    private Changelog(Origin origin, Map<String, ChangelogFile> byPath) {
        this.origin = origin;
        this.byPath = byPath;
        this.files = List.copyOf(byPath.values());
    }

    /**
     * A changelog made of texts, for tests.
     *
     * @param files contents by path, each encoded as UTF-8
     * @return the changelog, its origin being {@code memory}
     * @throws ChangelogException as {@link Builder#add(String, byte[])} and {@link Builder#build}
     */
    public static Changelog of(Map<String, String> files) {
        var builder = builder(Origin.of("memory"));
        files.forEach((path, text) -> builder.add(path, text.getBytes(UTF_8)));
        return builder.build();
    }

    /**
     * Begins a changelog.
     *
     * @param origin where it comes from; quoted by error messages
     * @return a builder without files
     */
    public static Builder builder(Origin origin) {
        return new Builder(origin);
    }

    /** Where it came from. */
    public Origin origin() {
        return origin;
    }

    /**
     * A SHA-256 over all paths and contents, as 64 lower-case hexadecimal digits. Equal for the same files, whatever
     * source they come from. For each file in the order of {@link #files()} it covers: the length of the path in UTF-8 as
     * an 8-byte big-endian number, the path, the length of the content likewise, the content.
     */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = sha256(files);
            digest = known;
        }
        return known;
    }

    /** All files, sorted by path as {@link String#compareTo} does. */
    public List<ChangelogFile> files() {
        return files;
    }

    /**
     * Looks a file up.
     *
     * @param path its path, relative to the root, separated by {@code /}
     * @return the file, if there is one at exactly this path
     */
    public Optional<ChangelogFile> file(String path) {
        return Optional.ofNullable(byPath.get(requireNonNull(path, "path")));
    }

    /** Equal when origin, paths and contents are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Changelog that && origin.equals(that.origin) && digest().equals(that.digest());
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    /** The origin and the number of files, never contents. */
    @Override
    public String toString() {
        return "Changelog[" + origin + ", " + files.size() + (files.size() == 1 ? " file]" : " files]");
    }

    private static String sha256(List<ChangelogFile> files) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                update(sha, file.path().getBytes(UTF_8));
                update(sha, file.content());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static void update(MessageDigest sha, byte[] bytes) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).array());
        sha.update(bytes);
    }

    /**
     * Collects and checks the files of a {@link Changelog}. Not thread-safe. Everything that a source reads passes
     * through here, so that all sources refuse the same things.
     */
    public static final class Builder {
        /** 64 MiB. */
        private static final long DEFAULT_LIMIT = 64L << 20;
        /** What a file costs beside its bytes; keeps an archive of a million empty files within the limit, too. */
        private static final int OVERHEAD = 256;

        private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

        private static final byte[] LFS_POINTER = "version https://git-lfs.github.com/spec/v1".getBytes(UTF_8);
        private static final int LFS_POINTER_MAX = 1024;

        private final Origin origin;
        private final TreeMap<String, ChangelogFile> byPath = new TreeMap<>();
        private long limit = DEFAULT_LIMIT;
        private long size;

        private Builder(Origin origin) {
            this.origin = requireNonNull(origin, "origin");
        }

        /**
         * How much memory the files may take together, in bytes; 64 MiB unless set.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder limit(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("limit is not positive: " + bytes);
            }
            this.limit = bytes;
            return this;
        }

        /** How many more bytes fit; a source that reads a stream of unknown length reads at most one more. */
        public long remaining() {
            return Math.max(0, limit - size);
        }

        /**
         * Adds a file.
         *
         * @param path relative to the root, separated by {@code /}
         * @param content its bytes; copied
         * @return this builder
         * @throws ChangelogException if the path is absolute, leaves the root, holds a backslash or control character, or
         *     was added before; if the content is a Git LFS pointer; if the limit is exceeded
         */
        public Builder add(String path, byte[] content) {
            return addOwned(path, content.clone());
        }

        /** Adds without copying. */
        Builder addOwned(String path, byte[] content) {
            ChangelogPaths.check(path).ifPresent(reason -> {
                throw refused("the path '" + ChangelogPaths.printable(path) + "' " + reason);
            });
            size += content.length + 2L * path.length() + OVERHEAD;
            if (size > limit) {
                throw overLimit();
            }
            if (isLfsPointer(content)) {
                throw refused(
                        "'" + path + "' is a Git LFS pointer, not the file itself: commit it without LFS ('git lfs"
                                + " migrate export')");
            }
            if (byPath.putIfAbsent(path, new ChangelogFile(path, content)) != null) {
                throw refused("'" + path + "' is there twice: keep one of them");
            }
            return this;
        }

        /**
         * The changelog.
         *
         * @throws ChangelogException if there is no file, or a path is both a file and a directory
         */
        public Changelog build() {
            if (byPath.isEmpty()) {
                throw refused("there are no files: check the directory");
            }
            checkNoFileIsDirectory();
            return new Changelog(origin, new TreeMap<>(byPath));
        }

        /**
         * Adds a file from a stream whose length is not known or not to be trusted: reads to its end, but not past the
         * limit.
         *
         * @param path relative to the root, separated by {@code /}
         * @param content its bytes; not closed
         * @return this builder
         * @throws ChangelogException as {@link #add(String, byte[])}
         * @throws IOException if the stream cannot be read
         */
        public Builder add(String path, InputStream content) throws IOException {
            int most = (int) Math.min(LONGEST_ARRAY - 1, remaining()) + 1;
            byte[] bytes = content.readNBytes(most);
            if (bytes.length == most) {
                throw overLimit();
            }
            return addOwned(path, bytes);
        }

        /** The exception for a file that is larger than what {@link #remaining()} allows. */
        ChangelogException overLimit() {
            return refused("the files take more than " + humanSize(limit)
                    + ": name a sub-directory that holds only migrations, or raise the limit");
        }

        ChangelogException refused(String reason) {
            return new ChangelogException("Cannot use " + origin + ": " + reason);
        }

        private void checkNoFileIsDirectory() {
            for (String path : byPath.keySet()) {
                for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                    if (byPath.containsKey(path.substring(0, slash))) {
                        throw refused("'" + path.substring(0, slash) + "' is both a file and a directory");
                    }
                }
            }
        }

        private static boolean isLfsPointer(byte[] content) {
            return content.length < LFS_POINTER_MAX
                    && content.length >= LFS_POINTER.length
                    && Arrays.equals(content, 0, LFS_POINTER.length, LFS_POINTER, 0, LFS_POINTER.length);
        }

        private static String humanSize(long bytes) {
            return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
        }
    }
}
