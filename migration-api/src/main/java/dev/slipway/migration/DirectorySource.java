package dev.slipway.migration;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a directory of any file system, following links that stay within it. */
final class DirectorySource implements ChangelogSource {
    private final Path directory;

    DirectorySource(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public Changelog fetch() {
        var builder = Changelog.builder(Origin.of(directory.toString()));
        readInto(builder, directory);
        return builder.build();
    }

    /** Adds everything below a directory. */
    static void readInto(Changelog.Builder builder, Path directory) {
        try {
            new Walk(builder, directory.toRealPath()).visit(directory, "", new HashSet<>());
        } catch (NoSuchFileException missing) {
            throw builder.refused("there is no '" + missing.getFile() + "': check the path");
        } catch (IOException unreadable) {
            throw new ChangelogException(builder.refused("it cannot be read").getMessage() + " (" + unreadable + ")");
        }
    }

    private record Walk(Changelog.Builder builder, Path realRoot) {
        void visit(Path folder, String prefix, Set<Path> above) throws IOException {
            Path real = folder.toRealPath();
            if (!Files.isDirectory(real)) {
                throw builder.refused("it is not a directory");
            }
            if (!above.add(real)) {
                throw builder.refused("the symbolic link '" + prefix + "' leads back to a directory above it");
            }
            for (Path child : children(folder)) {
                String name = String.valueOf(child.getFileName());
                name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
                if (name.startsWith("..") || (name.equals(".git") && prefix.isEmpty())) {
                    continue;
                }
                visitChild(child, prefix + name, above);
            }
            above.remove(real);
        }

        private void visitChild(Path child, String path, Set<Path> above) throws IOException {
            if (Files.isSymbolicLink(child)) {
                checkStaysInside(child, path);
            }
            if (Files.isDirectory(child)) {
                visit(child, path + "/", above);
            } else if (Files.isRegularFile(child)) {
                try (var in = Files.newInputStream(child)) {
                    builder.add(path, in);
                }
            } else {
                throw builder.refused("'" + path + "' is neither a file nor a directory");
            }
        }

        private void checkStaysInside(Path link, String path) throws IOException {
            Path target;
            try {
                target = link.toRealPath();
            } catch (NoSuchFileException dangling) {
                throw builder.refused("the symbolic link '" + path + "' leads nowhere");
            }
            if (!target.startsWith(realRoot)) {
                throw builder.refused(
                        "the symbolic link '" + path + "' leaves the directory: put the file itself there");
            }
        }

        private static List<Path> children(Path folder) throws IOException {
            var children = new ArrayList<Path>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(children::add);
            } catch (DirectoryIteratorException unreadable) {
                throw unreadable.getCause();
            }
            return children;
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
