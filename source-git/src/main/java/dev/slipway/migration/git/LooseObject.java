package dev.slipway.migration.git;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;

/**
 * An object in a file of its own: compressed, {@code type size}, a zero byte, the content.
 *
 * @param file where it is
 * @param id its name
 */
record LooseObject(Path file, ObjectId id) {
    private static final int LONGEST_HEAD = 32;

    private record Head(int type, long size) {}

    /** The object, if it lies in one of the directories. */
    static Optional<LooseObject> in(List<Path> directories, AnyObjectId id) {
        String name = id.name();
        return directories.stream()
                .map(each -> each.resolve(name.substring(0, 2)).resolve(name.substring(2)))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> new LooseObject(file, id.copy()));
    }

    long size() throws IOException {
        try (InputStream in = inflate()) {
            return head(in).size();
        }
    }

    ObjectLoader read() throws IOException {
        try (InputStream in = inflate()) {
            Head head = head(in);
            byte[] content = in.readNBytes((int) Math.min(head.size(), Integer.MAX_VALUE - 8L));
            return new ObjectLoader.SmallObject(head.type(), content);
        }
    }

    private InputStream inflate() throws IOException {
        return new BufferedInputStream(new InflaterInputStream(Files.newInputStream(file)));
    }

    private Head head(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c > 0 && text.length() < LONGEST_HEAD; c = in.read()) {
            text.append((char) c);
        }
        String[] fields = text.toString().split(" ");
        try {
            return new Head(type(fields[0]), Long.parseLong(fields[1]));
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException damaged) {
            throw new CorruptObjectException(id, "its head cannot be read");
        }
    }

    private int type(String name) throws CorruptObjectException {
        return switch (name) {
            case Constants.TYPE_COMMIT -> Constants.OBJ_COMMIT;
            case Constants.TYPE_TREE -> Constants.OBJ_TREE;
            case Constants.TYPE_BLOB -> Constants.OBJ_BLOB;
            case Constants.TYPE_TAG -> Constants.OBJ_TAG;
            default -> throw new CorruptObjectException(id, "it is of an unknown type");
        };
    }
}
