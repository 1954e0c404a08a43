package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/** The objects of a repository of the file system, loose and packed, its alternates included. Read only. */
final class LocalObjects extends ObjectReader {
    private final List<Path> directories;
    private final List<LocalPack> packs;

    private LocalObjects(List<Path> directories, List<LocalPack> packs) {
        this.directories = directories;
        this.packs = packs;
    }

    /** An object in full. */
    record Content(int type, byte[] bytes) {}

    /** An object's type and size. */
    record Head(int type, long size) {}

    static LocalObjects open(Path directory) throws IOException {
        var directories = new LinkedHashSet<Path>();
        addWithAlternates(directory, directories);
        var packs = new ArrayList<LocalPack>();
        var objects = new LocalObjects(List.copyOf(directories), packs);
        for (Path each : directories) {
            objects.openPacks(each.resolve("pack"));
        }
        return objects;
    }

    private static void addWithAlternates(Path directory, Set<Path> directories) throws IOException {
        Path alternates = directory.resolve("info/alternates");
        if (directories.add(directory.normalize()) && Files.isRegularFile(alternates)) {
            for (String line : Files.readAllLines(alternates, UTF_8)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    addWithAlternates(directory.resolve(line), directories);
                }
            }
        }
    }

    private void openPacks(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (file.toString().endsWith(".idx")) {
                    packs.add(new LocalPack(file, this));
                }
            }
        }
    }

    /** The object in full, wherever it is. */
    Content content(AnyObjectId id) throws IOException {
        Path loose = loose(id);
        if (loose != null) {
            try (InputStream in = inflate(loose)) {
                Head head = looseHead(in, id);
                return new Content(head.type(), in.readAllBytes());
            }
        }
        for (LocalPack pack : packs) {
            long offset = pack.find(id);
            if (offset >= 0) {
                return pack.content(offset);
            }
        }
        throw new MissingObjectException(id.copy(), "object");
    }

    private Head head(AnyObjectId id) throws IOException {
        Path loose = loose(id);
        if (loose != null) {
            try (InputStream in = inflate(loose)) {
                return looseHead(in, id);
            }
        }
        for (LocalPack pack : packs) {
            long offset = pack.find(id);
            if (offset >= 0) {
                return pack.head(offset);
            }
        }
        throw new MissingObjectException(id.copy(), "object");
    }

    private @Nullable Path loose(AnyObjectId id) {
        String name = id.name();
        for (Path directory : directories) {
            Path file = directory.resolve(name.substring(0, 2)).resolve(name.substring(2));
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    private static InputStream inflate(Path file) throws IOException {
        return new BufferedInputStream(new InflaterInputStream(Files.newInputStream(file)));
    }

    /** {@code type size} and a zero byte. */
    private static Head looseHead(InputStream in, AnyObjectId id) throws IOException {
        var head = new StringBuilder();
        for (int c = in.read(); c > 0; c = in.read()) {
            head.append((char) c);
        }
        String[] fields = head.toString().split(" ");
        try {
            return new Head(type(fields[0], id), Long.parseLong(fields[1]));
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException damaged) {
            throw new CorruptObjectException(id, "its head cannot be read");
        }
    }

    private static int type(String name, AnyObjectId id) throws CorruptObjectException {
        return switch (name) {
            case Constants.TYPE_COMMIT -> Constants.OBJ_COMMIT;
            case Constants.TYPE_TREE -> Constants.OBJ_TREE;
            case Constants.TYPE_BLOB -> Constants.OBJ_BLOB;
            case Constants.TYPE_TAG -> Constants.OBJ_TAG;
            default -> throw new CorruptObjectException(id, "it is of an unknown type");
        };
    }

    @Override
    public boolean has(AnyObjectId id, int typeHint) throws IOException {
        try {
            head(id);
            return true;
        } catch (MissingObjectException missing) {
            return false;
        }
    }

    @Override
    public long getObjectSize(AnyObjectId id, int typeHint) throws IOException {
        return head(id).size();
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int typeHint) throws IOException {
        Content content = content(id);
        if (typeHint != OBJ_ANY && content.type() != typeHint) {
            throw new IncorrectObjectTypeException(id.copy(), typeHint);
        }
        return new ObjectLoader.SmallObject(content.type(), content.bytes());
    }

    @Override
    public ObjectReader newReader() {
        throw new UnsupportedOperationException("One reader is enough");
    }

    @Override
    public Collection<ObjectId> resolve(AbbreviatedObjectId id) {
        throw new UnsupportedOperationException("Short ids are refused");
    }

    @Override
    public Set<ObjectId> getShallowCommits() {
        return Set.of();
    }

    @Override
    public void close() {
        packs.forEach(LocalPack::close);
    }
}
