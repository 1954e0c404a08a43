package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.ChangelogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;

/**
 * Reads a repository of the file system: bare, or with a working tree, which is not looked at. Nothing is written, nor
 * locked. (JGit's own file repository would read the machine's configuration, and measure the file system's time stamps
 * by writing files into it, for seconds.)
 *
 * @param url where it is
 * @param reference what to read
 * @param where the start of messages
 */
record LocalRepository(GitUrl url, References reference, String where) {
    private static final int MOST_SYMBOLIC_REFERENCES = 5;

    /** The two directories of a repository, which differ in linked working trees. */
    private record GitDirectory(Path own, Path common) {}

    /** Opens the revision, or throws ChangelogException. */
    Snapshot open() throws IOException {
        GitDirectory git = locate();
        checkFormat(git.common());
        Map<String, Ref> refs = refs(git);
        Ref found;
        try {
            found = reference.in(refs).or(reference::asCommit).orElseThrow(() -> failed(reference.notIn(refs)));
        } catch (References.Ambiguous ambiguous) {
            throw failed(String.valueOf(ambiguous.getMessage()));
        }
        var objects = LocalObjects.open(git.common().resolve("objects"));
        if (!objects.has(found.getObjectId())) {
            objects.close();
            throw failed(
                    reference.asCommit().isPresent()
                            ? "no such commit"
                            : "the object that it stands for is missing: look at the repository by 'git fsck'");
        }
        return new Snapshot(objects, found.getObjectId());
    }

    private GitDirectory locate() throws IOException {
        Path directory = url.directory();
        if (isRepository(directory)) {
            return new GitDirectory(directory, directory);
        }
        Path inside = directory.resolve(Constants.DOT_GIT);
        if (Files.isRegularFile(inside)) {
            return linked(directory, Files.readString(inside, UTF_8));
        }
        if (isRepository(inside)) {
            return new GitDirectory(inside, inside);
        }
        Path suffixed = directory.resolveSibling(directory.getFileName() + Constants.DOT_GIT_EXT);
        if (isRepository(suffixed)) {
            return new GitDirectory(suffixed, suffixed);
        }
        throw failed(
                Files.exists(directory)
                        ? "there is no Git repository in this directory: check the path"
                        : "there is no such directory: check the path");
    }

    /** A working tree whose repository is elsewhere. */
    private GitDirectory linked(Path directory, String pointer) throws IOException {
        String prefix = "gitdir: ";
        Path own = directory.resolve(
                pointer.startsWith(prefix) ? pointer.substring(prefix.length()).strip() : "");
        Path commonFile = own.resolve("commondir");
        Path common = Files.isRegularFile(commonFile)
                ? own.resolve(Files.readString(commonFile, UTF_8).strip()).normalize()
                : own;
        if (!isRepository(common)) {
            throw failed("the repository that '.git' points to is missing");
        }
        return new GitDirectory(own, common);
    }

    private static boolean isRepository(Path directory) {
        return Files.isRegularFile(directory.resolve(Constants.HEAD))
                && Files.isDirectory(directory.resolve("objects"));
    }

    /** The repository's own configuration says how to read it; nothing else of it matters here. */
    private void checkFormat(Path common) throws IOException {
        Path file = common.resolve("config");
        if (!Files.isRegularFile(file)) {
            return;
        }
        var config = new Config();
        try {
            config.fromText(Files.readString(file, UTF_8));
        } catch (ConfigInvalidException invalid) {
            throw failed("its file 'config' cannot be read");
        }
        if ("sha256".equals(config.getString("extensions", null, "objectformat"))) {
            throw failed("repositories with SHA-256 object ids are not supported");
        }
        if ("reftable".equals(config.getString("extensions", null, "refstorage"))) {
            throw failed("repositories in reftable format are not supported locally: convert it by 'git refs migrate"
                    + " --ref-format=files'");
        }
    }

    private Map<String, Ref> refs(GitDirectory git) throws IOException {
        var texts = new TreeMap<String, String>();
        // Loose ones first, which win: while git packs them they are in both places, and then only in the other.
        Path loose = git.common().resolve("refs");
        if (Files.isDirectory(loose)) {
            try (Stream<Path> files = Files.walk(loose)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    String name = git.common().relativize(file).toString().replace('\\', '/');
                    texts.put(name, Files.readString(file, UTF_8).strip());
                }
            } catch (UncheckedIOException unreadable) {
                throw unreadable.getCause();
            }
        }
        Path packed = git.common().resolve("packed-refs");
        if (Files.isRegularFile(packed)) {
            for (String line : Files.readAllLines(packed, UTF_8)) {
                int space = line.indexOf(' ');
                if (space == Constants.OBJECT_ID_STRING_LENGTH) {
                    texts.putIfAbsent(line.substring(space + 1), line.substring(0, space));
                }
            }
        }
        texts.put(
                Constants.HEAD,
                Files.readString(git.own().resolve(Constants.HEAD), UTF_8).strip());
        return resolved(texts);
    }

    private static Map<String, Ref> resolved(Map<String, String> texts) {
        var refs = new TreeMap<String, Ref>();
        texts.keySet()
                .forEach(name -> id(name, texts)
                        .ifPresent(id -> refs.put(name, new ObjectIdRef.Unpeeled(Ref.Storage.LOOSE, name, id))));
        return refs;
    }

    private static Optional<ObjectId> id(String name, Map<String, String> texts) {
        String text = texts.getOrDefault(name, "");
        for (int i = 0; i < MOST_SYMBOLIC_REFERENCES && text.startsWith("ref: "); i++) {
            text = texts.getOrDefault(text.substring("ref: ".length()), "");
        }
        return ObjectId.isId(text) ? Optional.of(ObjectId.fromString(text)) : Optional.empty();
    }

    private ChangelogException failed(String reason) {
        return new ChangelogException(where + ": " + reason);
    }
}
