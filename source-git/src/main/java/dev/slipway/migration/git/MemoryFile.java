package dev.slipway.migration.git;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;

/** A file in memory, as JGit's storage wants to write and read it. It lies in pieces, so that it is never copied to grow. */
final class MemoryFile extends DfsOutputStream {
    private static final int PIECE = 64 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private long size;

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int done = 0; done < length; ) {
            int at = (int) (size % PIECE);
            if (at == 0) {
                pieces.add(new byte[PIECE]);
            }
            int count = Math.min(length - done, PIECE - at);
            System.arraycopy(bytes, offset + done, pieces.get(pieces.size() - 1), at, count);
            done += count;
            size += count;
        }
    }

    @Override
    public int read(long position, ByteBuffer target) {
        if (position >= size) {
            return -1;
        }
        int at = (int) (position % PIECE);
        int count = (int) Math.min(Math.min(target.remaining(), PIECE - at), size - position);
        target.put(pieces.get((int) (position / PIECE)), at, count);
        return count;
    }

    ReadableChannel open() {
        return new Channel();
    }

    private final class Channel implements ReadableChannel {
        private long position;
        private boolean open = true;

        @Override
        public int read(ByteBuffer target) {
            int count = MemoryFile.this.read(position, target);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void position(long newPosition) {
            position = newPosition;
        }

        @Override
        public long size() {
            return size;
        }

        /** Any. */
        @Override
        public int blockSize() {
            return 0;
        }

        @Override
        public void setReadAheadBytes(int bytes) {
            // There is nothing to wait for.
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
