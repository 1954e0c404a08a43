package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.TagBuilder;

/** A repository to fetch from, in memory or on disk, and what is needed to fill it. */
public final class SampleRepository implements AutoCloseable {
    /** An entry of a tree that is no plain file. */
    public record Entry(FileMode mode, byte[] content) {
        public static Entry file(String text) {
            return new Entry(FileMode.REGULAR_FILE, text.getBytes(UTF_8));
        }

        public static Entry bytes(byte... content) {
            return new Entry(FileMode.REGULAR_FILE, content);
        }

        public static Entry link(String target) {
            return new Entry(FileMode.SYMLINK, target.getBytes(UTF_8));
        }

        public static Entry submodule() {
            return new Entry(FileMode.GITLINK, new byte[0]);
        }
    }

    private final Repository repository;

    private SampleRepository(Repository repository) {
        this.repository = repository;
    }

    /** An empty repository in memory whose default branch is {@code master}. */
    public static SampleRepository inMemory() {
        var sample = new SampleRepository(new InMemoryRepository(new DfsRepositoryDescription("sample")));
        sample.defaultBranch("master");
        return sample;
    }

    /** A new bare repository on disk whose default branch is {@code master}. */
    public static SampleRepository bare(Path directory) {
        try {
            Repository repository = new RepositoryBuilder()
                    .setGitDir(directory.toFile())
                    .setBare()
                    .build();
            repository.create(true);
            return new SampleRepository(repository);
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    public Repository jgit() {
        return repository;
    }

    /**
     * Makes a commit on a branch.
     *
     * @param branch its name, without {@code refs/heads/}; begun if it is new
     * @param files the texts of all files of the new commit by path: what is not among them is not in it
     * @return the commit's id
     */
    public String commit(String branch, Map<String, String> files) {
        var entries = new TreeMap<String, Entry>();
        files.forEach((path, text) -> entries.put(path, Entry.file(text)));
        return commitEntries(branch, entries);
    }

    /** As {@link #commit}, with any bytes. */
    public String commitBytes(String branch, Map<String, byte[]> files) {
        var entries = new TreeMap<String, Entry>();
        files.forEach((path, content) -> entries.put(path, Entry.bytes(content)));
        return commitEntries(branch, entries);
    }

    /** As {@link #commit}, with links and submodules. */
    public String commitEntries(String branch, Map<String, Entry> entries) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(tree(inserter, entries));
            Ref tip = repository.exactRef(Constants.R_HEADS + branch);
            if (tip != null) {
                commit.setParentId(tip.getObjectId());
            }
            commit.setAuthor(author());
            commit.setCommitter(author());
            commit.setMessage("Change " + entries.keySet());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            update(Constants.R_HEADS + branch, id);
            return id.name();
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** A tag that is nothing but a name. */
    public void lightTag(String name, String commit) {
        update(Constants.R_TAGS + name, ObjectId.fromString(commit));
    }

    /** A tag that is an object of its own. */
    public void annotatedTag(String name, String commit) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var tag = new TagBuilder();
            tag.setTag(name);
            tag.setObjectId(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
            tag.setTagger(author());
            tag.setMessage("Release " + name);
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            update(Constants.R_TAGS + name, id);
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Makes {@code HEAD} point to another branch. */
    public void defaultBranch(String branch) {
        try {
            repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + branch);
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    @Override
    public void close() {
        repository.close();
    }

    private static ObjectId tree(ObjectInserter inserter, Map<String, Entry> entries) throws IOException {
        DirCache index = DirCache.newInCore();
        var builder = index.builder();
        for (var each : entries.entrySet()) {
            var entry = new DirCacheEntry(each.getKey());
            entry.setFileMode(each.getValue().mode());
            entry.setObjectId(
                    each.getValue().mode() == FileMode.GITLINK
                            ? ObjectId.fromString("1234567890123456789012345678901234567890")
                            : inserter.insert(
                                    Constants.OBJ_BLOB, each.getValue().content()));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    private void update(String name, ObjectId id) {
        try {
            RefUpdate update = repository.updateRef(name, true);
            update.setNewObjectId(id);
            update.forceUpdate();
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static PersonIdent author() {
        return new PersonIdent("Ada", "ada@example.com", Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    }
}
