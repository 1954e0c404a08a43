package dev.slipway.migration.git;

import java.io.IOException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.eclipse.jgit.util.sha1.SHA1;

/**
 * Keeps the machine's Git configuration out.
 *
 * <p>JGit reads it through {@link SystemReader}, a static of the whole JVM that an application which uses JGit itself
 * relies on; so it must not stay replaced. Of what a fetch into memory touches, only one class asks for it: {@link
 * SHA1}, once, while it is initialised (which would search for {@code ~/.gitconfig} and even run {@code git}). So the
 * reader is replaced for just that moment, once in a JVM. If the application has used JGit before, nothing happens.
 */
final class HostConfiguration {
    private HostConfiguration() {}

    /** To be called before anything is received. */
    static void ignore() {
        SHA1 unused = Once.INITIALISED;
    }

    private static final class Once {
        static final SHA1 INITIALISED = initialise();

        private static SHA1 initialise() {
            SystemReader before = SystemReader.getInstance();
            SystemReader.setInstance(new Unconfigured(before));
            try {
                return SHA1.newInstance();
            } finally {
                SystemReader.setInstance(before);
            }
        }
    }

    private static final class Unconfigured extends SystemReader.Delegate {
        Unconfigured(SystemReader delegate) {
            super(delegate);
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }
    }

    private static final class NoConfig extends FileBasedConfig {
        @SuppressWarnings("NullAway") // JGit's own readers give no file where there is none.
        NoConfig(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() throws IOException {
            throw new IOException("It is read only");
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
