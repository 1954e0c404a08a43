package dev.slipway.migration.git;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Origin;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a Git repository, at a branch, tag or commit. Each fetch asks the server for that one commit, without
 * history, and holds it in memory: nothing is written to disk, no home directory is needed, and the Git and SSH
 * configuration of the machine is never read.
 *
 * <p>Immutable and safe for use by many threads, as long as its credential providers are.
 *
 * <pre>{@code
 * var source = GitSource.builder("git@github.com:acme/schema.git")
 *         .reference("main")
 *         .directory("sql")
 *         .sshKey(secrets.sshKey("prod/schema-deploy-key"))
 *         .build();
 * }</pre>
 */
public final class GitSource implements ChangelogSource {
    private final Builder options;

    private GitSource(Builder options) {
        this.options = options;
    }

    /**
     * A whole repository that needs no credentials.
     *
     * @param url where it is; see {@link #builder(String)}
     * @param reference a branch, a tag or a full commit id
     * @return a source with the default time-out and limits
     * @throws IllegalArgumentException if the URL or the reference cannot be used
     */
    public static GitSource of(String url, String reference) {
        return builder(url).reference(reference).build();
    }

    /**
     * Begins a source.
     *
     * @param url {@code ssh://user@host[:port]/path}, {@code user@host:path}, {@code https://host/path}, or {@code
     *     file:} and the path of a local repository
     * @return a builder for the default branch's root directory
     * @throws IllegalArgumentException if the URL is of another kind, or holds a password or token
     */
    public static Builder builder(String url) {
        return new Builder(GitUrl.parse(requireNonNull(url, "url")));
    }

    /** A builder that begins with the options of this source. */
    public Builder toBuilder() {
        return new Builder(options);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ChangelogException if the repository cannot be reached in time or refuses us, its host key is unknown or
     *     changed, there is no such branch, tag, commit or directory, or the files are refused
     * @throws CredentialException if the provider of the key or login throws it, or the key cannot be read
     */
    @Override
    public Changelog fetch() {
        try (Snapshot snapshot = snapshot()) {
            return read(snapshot);
        } catch (ClosedByInterruptException interrupted) {
            throw new ChangelogException(where() + ": the thread was interrupted");
        } catch (IOException broken) {
            throw new ChangelogException(
                    where() + ": the repository is damaged (" + ServerText.oneLine(broken.getMessage()) + ")", broken);
        }
    }

    private Snapshot snapshot() throws IOException {
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
                return remote(deadline).fetch(scope -> HttpExchange.open(options.url, null, deadline, scope));
            } catch (Refused refused) {
                throw new ChangelogException(where() + ": " + refused.getMessage());
            }
        }
        var attempts = new Attempts<>(options.login, options.timeout, where());
        return attempts.run((login, deadline) ->
                remote(deadline).fetch(scope -> HttpExchange.open(options.url, login, deadline, scope)));
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

    /** The URL and reference. */
    @Override
    public String toString() {
        return options.url.text() + (options.reference.isDefault() ? "" : " at '" + options.reference.name() + "'");
    }

    /** Collects the options of a {@link GitSource}. Not thread-safe. */
    public static final class Builder {
        private final GitUrl url;
        private References reference = new References(Constants.HEAD);
        private List<String> directories = List.of("");
        private @Nullable CredentialProvider<SshKey> sshKey;
        private @Nullable CredentialProvider<UsernamePassword> login;
        private KnownHosts knownHosts = KnownHosts.builtIn();
        private Duration timeout = Duration.ofSeconds(60);
        private long limit = 64L << 20;

        private Builder(GitUrl url) {
            this.url = url;
        }

        private Builder(Builder other) {
            this.url = other.url;
            this.reference = other.reference;
            this.directories = other.directories;
            this.sshKey = other.sshKey;
            this.login = other.login;
            this.knownHosts = other.knownHosts;
            this.timeout = other.timeout;
            this.limit = other.limit;
        }

        /**
         * What to fetch; the repository's default branch unless set.
         *
         * @param reference a branch, a tag, a full reference such as {@code refs/heads/main}, a commit id of 40 digits, or
         *     {@code HEAD} for the default branch. Servers may hand out only commits that a branch or tag points to
         * @return this builder
         * @throws IllegalArgumentException if this cannot be the name of any of them
         */
        public Builder reference(String reference) {
            this.reference = References.parse(requireNonNull(reference, "reference"));
            return this;
        }

        /**
         * Where the changelog lies in the repository; the root unless set. Paths of files are relative to it.
         *
         * @param directory its path from the root, separated by {@code /}
         * @return this builder
         * @throws IllegalArgumentException if the path is not one within the repository
         */
        public Builder directory(String directory) {
            this.directories = List.of(normalised(requireNonNull(directory, "directory")));
            return this;
        }

        private static String normalised(String directory) {
            List<String> names = Arrays.stream(directory.split("/"))
                    .filter(name -> !name.isEmpty() && !name.equals("."))
                    .toList();
            if (names.contains("..") || directory.indexOf('\\') >= 0) {
                throw new IllegalArgumentException("The directory '" + ServerText.oneLine(directory)
                        + "' is not a path within the repository, separated by '/'");
            }
            return String.join("/", names);
        }

        /**
         * The deploy key, for SSH. Asked on every fetch, on the calling thread; when the server refuses the key, asked
         * once for a {@linkplain CredentialProvider#replace replacement}.
         *
         * @param sshKey provides the private key
         * @return this builder
         */
        public Builder sshKey(CredentialProvider<SshKey> sshKey) {
            this.sshKey = requireNonNull(sshKey, "sshKey");
            return this;
        }

        /**
         * The user and token, for HTTPS. Asked on every fetch, on the calling thread; when the server refuses the login,
         * asked once for a {@linkplain CredentialProvider#replace replacement}.
         *
         * @param login provides the user name and the password, which may be a token
         * @return this builder
         */
        public Builder login(CredentialProvider<UsernamePassword> login) {
            this.login = requireNonNull(login, "login");
            return this;
        }

        /**
         * Host keys to trust besides those of GitHub, GitLab and Bitbucket, which are built in. May be called several
         * times. A host key that is not known is never accepted; the error tells the line that would make it known.
         *
         * @param lines in the form of OpenSSH's {@code known_hosts} file: hashed names, patterns, {@code [host]:port} and
         *     {@code @revoked} are understood
         * @return this builder
         * @throws IllegalArgumentException if a line cannot be read
         */
        public Builder knownHosts(String lines) {
            this.knownHosts = knownHosts.and(KnownHosts.parse(requireNonNull(lines, "lines")));
            return this;
        }

        /**
         * How long a fetch may take as a whole; 60 seconds unless set. Does not cover the time that credential providers
         * take.
         *
         * @param timeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder timeout(Duration timeout) {
            if (requireNonNull(timeout, "timeout").toMillis() <= 0) {
                throw new IllegalArgumentException("timeout is not positive: " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * How much memory the changelog's files may take, and how much the server may send, which is the whole
         * repository at one commit, packed; 64 MiB each unless set.
         *
         * @param bytes more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder limit(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("limit is not positive: " + bytes);
            }
            this.limit = bytes;
            return this;
        }

        /**
         * The source.
         *
         * @return a source with the options set so far
         */
        public GitSource build() {
            return new GitSource(new Builder(this));
        }
    }
}
