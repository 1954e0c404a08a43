package dev.slipway.migration.git;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a Git repository, at a branch, tag or commit. Each fetch asks the server for that one commit, without
 * history, and holds it in memory: nothing is written to disk, no home directory is needed, and the Git and SSH
 * configuration of the machine is never read.
 *
 * <p>Files come with the bytes that the repository holds: line endings are not converted, and nothing of {@code
 * .gitattributes} is applied. (A checkout by Git on Windows, or one with filters, may hold other bytes and so give other
 * checksums.)
 *
 * <p>A fetch takes memory for what the server sends, and for the changelog. JGit, which reads it, keeps up to 32 MiB of it
 * in a cache of the whole JVM; an application that wants another bound sets it by JGit's {@code
 * DfsBlockCache.reconfigure}. So the limit of 64 MiB fits into a heap of 128 MiB.
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
        return new GitFetch(options).run();
    }

    /** The URL and reference. */
    @Override
    public String toString() {
        return options.url.text() + (options.reference.isDefault() ? "" : " at '" + options.reference.name() + "'");
    }

    /** Collects the options of a {@link GitSource}. Not thread-safe. */
    public static final class Builder {
        final GitUrl url;
        References reference = new References(Constants.HEAD);
        List<String> directories = List.of("");

        @Nullable
        CredentialProvider<SshKey> sshKey;

        @Nullable
        CredentialProvider<UsernamePassword> login;

        @Nullable
        SSLSocketFactory sockets;

        KnownHosts knownHosts = KnownHosts.builtIn();
        Duration timeout = Duration.ofSeconds(60);
        long limit = 64L << 20;

        private Builder(GitUrl url) {
            this.url = url;
        }

        private Builder(Builder other) {
            this.url = other.url;
            this.reference = other.reference;
            this.directories = other.directories;
            this.sshKey = other.sshKey;
            this.login = other.login;
            this.sockets = other.sockets;
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
            return directories(requireNonNull(directory, "directory"));
        }

        /**
         * Several directories that make one changelog: what is common, and what is for one kind of database. The path of
         * each file is relative to its own directory; a path that two of them have is refused when fetching.
         *
         * @param directories their paths from the root, separated by {@code /}; none within another
         * @return this builder
         * @throws IllegalArgumentException if there are none, a path is not one within the repository, or one lies within
         *     another
         */
        public Builder directories(String... directories) {
            List<String> all =
                    Arrays.stream(directories).map(Builder::normalised).toList();
            if (all.isEmpty()) {
                throw new IllegalArgumentException("directories needs at least one: '' is the repository's root");
            }
            for (int i = 0; i < all.size(); i++) {
                requireNoneWithin(all.get(i), all.subList(i + 1, all.size()));
            }
            this.directories = all;
            return this;
        }

        private static void requireNoneWithin(String one, List<String> others) {
            for (String other : others) {
                if ((one + "/").startsWith(other + "/")
                        || (other + "/").startsWith(one + "/")
                        || one.isEmpty()
                        || other.isEmpty()) {
                    throw new IllegalArgumentException("The directories '" + ServerText.oneLine(one) + "' and '"
                            + ServerText.oneLine(other) + "' share files: name only the upper one");
                }
            }
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
         * The certificate authorities to trust for HTTPS, instead of those that the JVM trusts, which stay as they are.
         * That the certificate is for the URL's host is checked in any case.
         *
         * @param pem the text of one or more certificates, each from {@code -----BEGIN CERTIFICATE-----} on
         * @return this builder
         * @throws IllegalArgumentException if it cannot be read
         */
        public Builder certificateAuthority(String pem) {
            this.sockets = CertificateAuthority.parse(requireNonNull(pem, "pem"));
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
         * @throws IllegalArgumentException if there is a login for a server that is reached without encryption
         */
        public GitSource build() {
            if (login != null && url.isUnencrypted()) {
                throw new IllegalArgumentException(
                        "The Git URL '" + url.text() + "' would carry the login unencrypted: use https://");
            }
            return new GitSource(new Builder(this));
        }
    }
}
