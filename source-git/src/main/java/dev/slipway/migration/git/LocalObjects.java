package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.dfs.DfsReaderOptions;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * The objects of a repository of the file system, its alternates included. Read only.
 *
 * <p>Packs are read by JGit's storage for packs that lie anywhere, loose objects, which that storage does not know, here:
 * JGit's own file storage would read the machine's configuration and write files to measure the file system's time
 * stamps. Every object that is read must fit its id, so that neither damage nor an error here can go unnoticed.
 */
final class LocalObjects extends DfsObjDatabase {
    private final List<Path> directories;
    private final List<DfsPackDescription> packs = new ArrayList<>();

    private LocalObjects(List<Path> directories, DfsRepositoryDescription name) throws IOException {
        super(new InMemoryRepository(name), inMemory());
        this.directories = directories;
        for (Path directory : directories) {
            findPacks(directory.resolve("pack"), name);
        }
    }

    /** Larger objects would come as streams; here they have been measured against the limit before. */
    private static DfsReaderOptions inMemory() {
        return new DfsReaderOptions().setStreamFileThreshold(Integer.MAX_VALUE);
    }

    /**
     * Opens the objects.
     *
     * @param directory the repository's {@code objects}
     */
    static ObjectReader open(Path directory) throws IOException {
        HostConfiguration.ignore();
        var directories = new LinkedHashSet<Path>();
        addWithAlternates(directory, directories);
        // JGit caches by name what it read, and a pack may be written again under its name.
        var name = new DfsRepositoryDescription(UUID.randomUUID().toString());
        return new LocalObjects(List.copyOf(directories), name).newReader();
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

    private void findPacks(Path folder, DfsRepositoryDescription name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path index : (Iterable<Path>) files.sorted()::iterator) {
                String text = index.toString();
                if (text.endsWith(".idx")) {
                    packs.add(new Pack(name, packs.size(), text.substring(0, text.length() - ".idx".length())));
                }
            }
        }
    }

    /** A pack with its index, the only two files of it that are looked at. */
    private static final class Pack extends DfsPackDescription {
        private final String path;

        Pack(DfsRepositoryDescription repository, int number, String path) throws IOException {
            super(repository, "pack" + number, PackSource.GC);
            this.path = path;
            for (PackExt kind : List.of(PackExt.PACK, PackExt.INDEX)) {
                addFileExt(kind);
                setFileSize(kind, Files.size(file(kind)));
            }
        }

        Path file(PackExt kind) {
            return Path.of(path + "." + kind.getExtension());
        }
    }

    @Override
    protected List<DfsPackDescription> listPacks() {
        return packs;
    }

    @Override
    protected ReadableChannel openFile(DfsPackDescription pack, PackExt kind) throws IOException {
        return new LocalFile(((Pack) pack).file(kind));
    }

    @Override
    public DfsReader newReader() {
        return new Reader();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("It is read only");
    }

    @Override
    protected DfsPackDescription newPack(PackSource source) {
        throw readOnly();
    }

    @Override
    protected void commitPackImpl(Collection<DfsPackDescription> packs, Collection<DfsPackDescription> replaced) {
        throw readOnly();
    }

    @Override
    protected void rollbackPack(Collection<DfsPackDescription> packs) {
        throw readOnly();
    }

    @Override
    protected DfsOutputStream writeFile(DfsPackDescription pack, PackExt kind) {
        throw readOnly();
    }

    @Override
    public long getApproximateObjectCount() {
        return -1;
    }

    /** Looks for an object among the loose ones first, as Git does. */
    private final class Reader extends DfsReader {
        Reader() {
            super(LocalObjects.this);
        }

        @Override
        public boolean has(AnyObjectId id) throws IOException {
            return LooseObject.in(directories, id).isPresent() || super.has(id);
        }

        @Override
        public long getObjectSize(AnyObjectId id, int typeHint) throws IOException {
            var loose = LooseObject.in(directories, id);
            try {
                return loose.isPresent() ? loose.get().size() : super.getObjectSize(id, typeHint);
            } catch (ZipException | EOFException | RuntimeException | StackOverflowError damaged) {
                throw new CorruptObjectException(id.copy(), "it cannot be read");
            }
        }

        @Override
        public ObjectLoader open(AnyObjectId id, int typeHint) throws IOException {
            ObjectLoader object = read(id);
            try (var ids = new ObjectInserter.Formatter()) {
                if (!ids.idFor(object.getType(), object.getCachedBytes()).equals(id)) {
                    throw new CorruptObjectException(id, "its content does not fit its id");
                }
            }
            if (typeHint != OBJ_ANY && object.getType() != typeHint) {
                throw new IncorrectObjectTypeException(id.copy(), typeHint);
            }
            return object;
        }

        private ObjectLoader read(AnyObjectId id) throws IOException {
            try {
                var loose = LooseObject.in(directories, id);
                return loose.isPresent() ? loose.get().read() : super.open(id, OBJ_ANY);
            } catch (MissingObjectException | CorruptObjectException | ClosedByInterruptException understood) {
                throw understood;
            } catch (IOException | RuntimeException | StackOverflowError damaged) {
                // Asked for a position behind the end of a pack, JGit calls itself without end.
                throw new CorruptObjectException(id.copy(), "it cannot be read");
            }
        }
    }
}
