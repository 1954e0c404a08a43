package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * The files of one commit. Symbolic links are followed as the file system would follow them in a checkout, so that the
 * same commit gives the same changelog from Git and from a checked-out directory.
 */
final class GitTree {
    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final ObjectReader objects;
    private final Changelog.Builder builder;
    private final String where;
    private final long limit;
    private final Map<ObjectId, TreeMap<String, Entry>> trees = new HashMap<>();
    private final Entry root;
    /** The directory of each file that was added. */
    private final Map<String, String> sources = new HashMap<>();

    private String source = "";

    /**
     * Opens a tree.
     *
     * @param tree the commit's tree
     * @param where the start of messages
     * @param builder takes the files
     * @param limit that of the builder
     */
    GitTree(ObjectReader objects, ObjectId tree, String where, Changelog.Builder builder, long limit) {
        this.objects = objects;
        this.root = new Entry(FileMode.TREE, tree);
        this.where = where;
        this.builder = builder;
        this.limit = limit;
    }

    private record Entry(FileMode mode, ObjectId id) {
        boolean isTree() {
            return mode.equals(FileMode.TREE);
        }

        boolean isLink() {
            return mode.equals(FileMode.SYMLINK);
        }

        boolean isSubmodule() {
            return mode.equals(FileMode.GITLINK);
        }
    }

    /** An entry, and where it lies once all links are followed. */
    private record Found(List<String> path, Entry entry) {}

    /** Adds everything below a directory. */
    void addAll(String directory) throws IOException {
        source = directory;
        Found start = directory.isEmpty() ? new Found(List.of(), root) : find(directory);
        visit(start, "", start.path(), new HashSet<>());
    }

    private Found find(String directory) throws IOException {
        var at = new Found(List.of(), root);
        for (String name : directory.split("/")) {
            Found above = at;
            Entry entry = entries(above.entry()).get(name);
            if (entry == null) {
                throw refused("there is no directory '" + directory + "' " + directoriesIn(above));
            }
            var path = append(above.path(), name);
            at = entry.isLink()
                    ? follow(above.path(), new Found(path, entry), directory, List.of())
                    : new Found(path, entry);
            if (at.entry().isSubmodule()) {
                throw submodule(String.join("/", path));
            }
            if (!at.entry().isTree()) {
                throw refused("'" + String.join("/", path) + "' is a file, not a directory");
            }
        }
        return at;
    }

    private String directoriesIn(Found above) throws IOException {
        String names = entries(above.entry()).entrySet().stream()
                .filter(each -> each.getValue().isTree())
                .map(each -> ServerText.oneLine(each.getKey()))
                .limit(20)
                .collect(Collectors.joining(", "));
        String place = above.path().isEmpty() ? "" : " in '" + String.join("/", above.path()) + "'";
        return names.isEmpty() ? "(there are none" + place + ")" : "(directories" + place + ": " + names + ")";
    }

    private void visit(Found directory, String prefix, List<String> top, Set<List<String>> above) throws IOException {
        if (!above.add(directory.path())) {
            throw refused("the symbolic link '" + prefix + "' leads back to a directory above it");
        }
        for (var each : entries(directory.entry()).entrySet()) {
            String name = each.getKey();
            // Left out by a changelog of a directory, too.
            if (!name.startsWith("..")) {
                visitEntry(new Found(append(directory.path(), name), each.getValue()), prefix + name, top, above);
            }
        }
        above.remove(directory.path());
    }

    private void visitEntry(Found found, String path, List<String> top, Set<List<String>> above) throws IOException {
        Found target = found;
        if (found.entry().isLink()) {
            target = follow(found.path().subList(0, found.path().size() - 1), found, path, top);
        }
        if (target.entry().isSubmodule()) {
            throw submodule(path);
        }
        if (target.entry().isTree()) {
            visit(target, path + "/", top, above);
        } else {
            String other = sources.putIfAbsent(path, source);
            if (other != null) {
                throw refused("'" + path + "' is in '" + other + "' and in '" + source + "': keep one of them");
            }
            builder.add(path, read(target.entry().id()));
        }
    }

    private ChangelogException submodule(String path) {
        return refused("'" + path + "' is a submodule, whose files are in another repository: fetch that one, or choose"
                + " a directory without it");
    }

    /**
     * Follows a link, and what it leads over.
     *
     * @param folder where the link lies
     * @param top what must not be left
     */
    private Found follow(List<String> folder, Found link, String shown, List<String> top) throws IOException {
        var at = new ArrayList<>(folder);
        Deque<String> rest = new ArrayDeque<>(segments(link, shown));
        var found = new Found(List.copyOf(at), entryAt(at));
        for (int links = 1; !rest.isEmpty(); ) {
            String name = rest.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (at.isEmpty()) {
                    throw leaves(shown);
                }
                at.remove(at.size() - 1);
                found = new Found(List.copyOf(at), entryAt(at));
                continue;
            }
            Entry entry = found.entry().isTree() ? entries(found.entry()).get(name) : null;
            if (entry == null) {
                throw refused("the symbolic link '" + shown + "' leads nowhere");
            }
            if (entry.isLink()) {
                if (++links > MOST_LINKS) {
                    throw refused("the symbolic link '" + shown + "' leads in a circle");
                }
                List<String> more = segments(new Found(append(at, name), entry), shown);
                for (int i = more.size() - 1; i >= 0; i--) {
                    rest.push(more.get(i));
                }
            } else {
                at.add(name);
                found = new Found(List.copyOf(at), entry);
            }
        }
        if (at.size() < top.size() || !at.subList(0, top.size()).equals(top)) {
            throw leaves(shown);
        }
        return found;
    }

    private List<String> segments(Found link, String shown) throws IOException {
        String target = new String(read(link.entry().id()), UTF_8);
        if (target.startsWith("/")) {
            throw leaves(shown);
        }
        return Arrays.asList(target.split("/"));
    }

    private ChangelogException leaves(String shown) {
        return refused("the symbolic link '" + shown + "' leaves the directory: put the file itself there");
    }

    /** The directory at a path without links. */
    private Entry entryAt(List<String> path) throws IOException {
        Entry at = root;
        for (String name : path) {
            Entry next = entries(at).get(name);
            if (next == null) {
                throw new IllegalStateException("A path that was found before is gone");
            }
            at = next;
        }
        return at;
    }

    private TreeMap<String, Entry> entries(Entry tree) throws IOException {
        var known = trees.get(tree.id());
        if (known == null) {
            known = new TreeMap<>();
            for (var parser = new CanonicalTreeParser(null, objects, tree.id()); !parser.eof(); parser.next()) {
                known.put(parser.getEntryPathString(), new Entry(parser.getEntryFileMode(), parser.getEntryObjectId()));
            }
            trees.put(tree.id(), known);
        }
        return known;
    }

    private byte[] read(ObjectId blob) throws IOException {
        long size = objects.getObjectSize(blob, Constants.OBJ_BLOB);
        if (size > builder.remaining()) {
            throw refused("the files take more than " + Limits.human(limit)
                    + ": name a sub-directory that holds only migrations, or raise the limit");
        }
        return objects.open(blob, Constants.OBJ_BLOB).getCachedBytes(Integer.MAX_VALUE);
    }

    private static List<String> append(List<String> path, String name) {
        var longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    private ChangelogException refused(String reason) {
        return new ChangelogException(where + ": " + reason);
    }
}
