package dev.slipway.migration.git;

import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsReaderOptions;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefDatabase;

/**
 * Takes what a server sends. It takes as much memory as it holds; JGit's own repository in memory, which is made for tests,
 * takes three times that while it receives.
 */
final class MemoryRepository extends DfsRepository {
    private final Objects objects = new Objects(this);
    private final RefDatabase noReferences;

    MemoryRepository() {
        this(new InMemoryRepository.Builder()
                // JGit caches by name what it read.
                .setRepositoryDescription(
                        new DfsRepositoryDescription(UUID.randomUUID().toString())));
    }

    private MemoryRepository(InMemoryRepository.Builder builder) {
        super(builder);
        noReferences = new InMemoryRepository(getDescription()).getRefDatabase();
    }

    @Override
    public DfsObjDatabase getObjectDatabase() {
        return objects;
    }

    @Override
    public RefDatabase getRefDatabase() {
        return noReferences;
    }

    private static final class Pack extends DfsPackDescription {
        private final Map<PackExt, MemoryFile> files = new EnumMap<>(PackExt.class);

        Pack(DfsRepositoryDescription repository, int number, DfsObjDatabase.PackSource source) {
            super(repository, "pack" + number, source);
        }
    }

    private static final class Objects extends DfsObjDatabase {
        private final List<DfsPackDescription> packs = new ArrayList<>();
        private Set<ObjectId> shallow = Set.of();
        private int made;

        Objects(DfsRepository repository) {
            // Larger objects would come as streams; here they are measured against the limit before they are read.
            super(repository, new DfsReaderOptions().setStreamFileThreshold(Integer.MAX_VALUE));
        }

        @Override
        protected synchronized List<DfsPackDescription> listPacks() {
            return List.copyOf(packs);
        }

        @Override
        protected synchronized DfsPackDescription newPack(PackSource source) {
            return new Pack(getRepository().getDescription(), made++, source);
        }

        @Override
        protected synchronized void commitPackImpl(
                Collection<DfsPackDescription> added, Collection<DfsPackDescription> replaced) {
            packs.addAll(added);
        }

        @Override
        protected void rollbackPack(Collection<DfsPackDescription> unused) {
            // Nobody knows it yet.
        }

        @Override
        protected ReadableChannel openFile(DfsPackDescription pack, PackExt kind) throws FileNotFoundException {
            MemoryFile file = ((Pack) pack).files.get(kind);
            if (file == null) {
                throw new FileNotFoundException(pack.getFileName(kind));
            }
            return file.open();
        }

        @Override
        protected DfsOutputStream writeFile(DfsPackDescription pack, PackExt kind) {
            var file = new MemoryFile();
            ((Pack) pack).files.put(kind, file);
            return file;
        }

        @Override
        public synchronized Set<ObjectId> getShallowCommits() {
            return shallow;
        }

        @Override
        public synchronized void setShallowCommits(Set<ObjectId> commits) {
            shallow = Set.copyOf(commits);
        }

        @Override
        public long getApproximateObjectCount() {
            return -1;
        }
    }
}
