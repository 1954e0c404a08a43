package dev.slipway.migration.git;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.Origin;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.security.KeyPair;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * One fetch, from the credentials to the changelog.
 *
 * @param options what to fetch, and how
 */
record GitFetch(GitSource.Builder options) {
    Changelog run() {
        try (Snapshot snapshot = open()) {
            return read(snapshot);
        } catch (ClosedByInterruptException interrupted) {
            throw new ChangelogException(where() + ": the thread was interrupted");
        } catch (IOException broken) {
            throw new ChangelogException(
                    where() + ": the repository is damaged (" + ServerText.oneLine(broken.getMessage())
                            + "): look at it by 'git fsck', and fetch from a sound copy",
                    broken);
        }
    }

    private Snapshot open() throws IOException {
        return switch (options.url.kind()) {
            case SSH -> overSsh();
            case HTTP -> overHttp();
            case FILE -> new LocalRepository(options.url, options.reference, where()).open();
        };
    }

    private Snapshot overSsh() {
        if (options.sshKey == null) {
            throw new ChangelogException(where() + ": SSH needs a key: give one by sshKey(…)");
        }
        var attempts = new Attempts<>(options.sshKey, options.timeout, where());
        return attempts.run((key, deadline) -> {
            KeyPair pair = PrivateKeys.read(key);
            return remote(deadline)
                    .fetch(scope -> SshConnection.open(options.url, pair, options.knownHosts, deadline, scope));
        });
    }

    private Snapshot overHttp() {
        if (options.login == null) {
            var deadline = new Deadline(options.timeout);
            try {
                return remote(deadline)
                        .fetch(scope -> HttpExchange.open(options.url, null, options.sockets, deadline, scope));
            } catch (Refused refused) {
                throw new ChangelogException(where() + ": " + refused.getMessage());
            }
        }
        var attempts = new Attempts<>(options.login, options.timeout, where());
        return attempts.run((login, deadline) -> remote(deadline)
                .fetch(scope -> HttpExchange.open(options.url, login, options.sockets, deadline, scope)));
    }

    private RemoteRepository remote(Deadline deadline) {
        return new RemoteRepository(options.reference, where(), deadline, options.limit);
    }

    private Changelog read(Snapshot snapshot) throws IOException {
        try (var walk = new RevWalk(snapshot.objects())) {
            RevCommit commit;
            try {
                commit = walk.parseCommit(snapshot.id());
            } catch (IncorrectObjectTypeException noCommit) {
                throw new ChangelogException(where() + ": it stands for a file or directory, not for a commit");
            }
            var origin = Origin.of(options.url.text(), options.reference.name(), commit.name());
            var builder = Changelog.builder(origin).limit(options.limit);
            var tree =
                    new GitTree(snapshot.objects(), commit.getTree(), "Cannot use " + origin, builder, options.limit);
            for (String directory : options.directories) {
                tree.addAll(directory);
            }
            return builder.build();
        }
    }

    private String where() {
        String at = options.reference.isDefault() ? "" : " at '" + options.reference.name() + "'";
        return "Cannot fetch " + options.url.text() + at;
    }
}
