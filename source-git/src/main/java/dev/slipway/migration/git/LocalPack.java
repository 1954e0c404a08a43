package dev.slipway.migration.git;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.InflaterInputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A pack file with its index.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">The format</a>
 */
final class LocalPack {
    /** Enough for the two sizes at the beginning of a delta. */
    private static final int DELTA_HEAD = 32;

    private final LocalObjects objects;
    private final Path file;
    private final PackIndex index;
    private final FileChannel channel;

    LocalPack(Path indexFile, LocalObjects objects) throws IOException {
        this.objects = objects;
        this.index = PackIndex.open(indexFile.toFile());
        String name = String.valueOf(indexFile.getFileName());
        this.file = indexFile.resolveSibling(name.substring(0, name.length() - ".idx".length()) + ".pack");
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** Where an object is, or a negative number. */
    long find(AnyObjectId id) {
        return index.findOffset(id);
    }

    LocalObjects.Content content(long offset) throws IOException {
        try (InputStream in = at(offset)) {
            Entry entry = entry(in);
            return switch (entry.type) {
                case Constants.OBJ_OFS_DELTA -> apply(content(offset - baseDistance(in)), in, entry.size);
                case Constants.OBJ_REF_DELTA -> apply(objects.content(baseId(in)), in, entry.size);
                default -> new LocalObjects.Content(entry.type, inflate(in, entry.size));
            };
        }
    }

    LocalObjects.Head head(long offset) throws IOException {
        try (InputStream in = at(offset)) {
            Entry entry = entry(in);
            switch (entry.type) {
                case Constants.OBJ_OFS_DELTA -> {
                    int type = head(offset - baseDistance(in)).type();
                    return new LocalObjects.Head(type, resultSize(in, entry.size));
                }
                case Constants.OBJ_REF_DELTA -> {
                    int type = objects.content(baseId(in)).type();
                    return new LocalObjects.Head(type, resultSize(in, entry.size));
                }
                default -> {
                    return new LocalObjects.Head(entry.type, entry.size);
                }
            }
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            // It was only read.
        }
    }

    private record Entry(int type, long size) {}

    /** Type and size in one number: four bits of the size in the first byte, seven in each that follows. */
    private Entry entry(InputStream in) throws IOException {
        int b = next(in);
        int type = (b >> 4) & 7;
        long size = b & 15;
        for (int shift = 4; (b & 0x80) != 0; shift += 7) {
            b = next(in);
            size |= (long) (b & 0x7f) << shift;
        }
        if (type == Constants.OBJ_BAD || type == Constants.OBJ_TYPE_5 || size < 0) {
            throw new CorruptObjectException("An entry of " + file.getFileName() + " cannot be read");
        }
        return new Entry(type, size);
    }

    private long baseDistance(InputStream in) throws IOException {
        int b = next(in);
        long distance = b & 0x7f;
        while ((b & 0x80) != 0) {
            b = next(in);
            distance = ((distance + 1) << 7) | (b & 0x7f);
        }
        return distance;
    }

    private ObjectId baseId(InputStream in) throws IOException {
        return ObjectId.fromRaw(in.readNBytes(Constants.OBJECT_ID_LENGTH));
    }

    private LocalObjects.Content apply(LocalObjects.Content base, InputStream in, long size) throws IOException {
        return new LocalObjects.Content(base.type(), BinaryDelta.apply(base.bytes(), inflate(in, size)));
    }

    private long resultSize(InputStream in, long size) throws IOException {
        return BinaryDelta.getResultSize(inflate(in, Math.min(size, DELTA_HEAD)));
    }

    private byte[] inflate(InputStream in, long size) throws IOException {
        byte[] bytes = new InflaterInputStream(in).readNBytes((int) Math.min(size, Integer.MAX_VALUE - 8L));
        if (bytes.length < size) {
            throw new CorruptObjectException("An entry of " + file.getFileName() + " is cut off");
        }
        return bytes;
    }

    private static int next(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("A pack file is cut off");
        }
        return b;
    }

    /** A stream that does not close the file. */
    private InputStream at(long offset) {
        return new BufferedInputStream(new InputStream() {
            private long position = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                int read = channel.read(ByteBuffer.wrap(buffer, from, length), position);
                position += Math.max(0, read);
                return read;
            }
        });
    }
}
