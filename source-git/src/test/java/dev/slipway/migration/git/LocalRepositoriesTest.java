package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories as Git itself makes them, in every form in which it keeps objects and references. */
class LocalRepositoriesTest {
    private static final int VERSIONS = 4;

    @TempDir
    Path folder;

    private Path work;

    @BeforeEach
    void create() throws Exception {
        RealGit.requireInstalled();
        work = folder.resolve("work");
        RealGit.run(folder, "init", "-q", "-b", "main", work.toString());
        var text = new StringBuilder();
        for (int line = 0; line < 2000; line++) {
            text.append("insert into t values (").append(line * 7919 % 1000).append(");\n");
        }
        for (int version = 1; version <= VERSIONS; version++) {
            Files.writeString(
                    work.resolve("V1__big.sql"),
                    text.append("-- ").append(version).append('\n'));
            Files.writeString(work.resolve("V2__small.sql"), "select " + version + ";\r\n");
            RealGit.commit(work, "Change " + version);
            RealGit.run(work, "tag", "-a", "-m", "release", "v" + version);
        }
    }

    private static String url(Path repository) {
        return repository.toUri().toString();
    }

    /** Every version, by tag and by commit, has the bytes that Git shows. */
    private void assertReadable(Path repository) throws Exception {
        for (int version = 1; version <= VERSIONS; version++) {
            String commit =
                    RealGit.run(work, "rev-parse", "v" + version + "^{commit}").strip();
            var changelog = GitSource.of(url(repository), "v" + version).fetch();
            assertThat(changelog.origin().revision()).contains(commit);
            assertThat(changelog.file("V1__big.sql").orElseThrow().bytes())
                    .asString()
                    .isEqualTo(RealGit.run(work, "show", commit + ":V1__big.sql"));
            assertThat(GitSource.of(url(repository), commit).fetch().digest()).isEqualTo(changelog.digest());
        }
        assertThat(GitSource.builder(url(repository)).build().fetch().digest())
                .isEqualTo(ChangelogSource.directory(work).fetch().digest());
    }

    private List<Path> files(String ending) throws Exception {
        try (Stream<Path> files = Files.walk(work.resolve(".git/objects"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private String deltas() throws Exception {
        return RealGit.run(work, "verify-pack", "-v", files(".idx").get(0).toString());
    }

    @Test
    void looseObjectsAreRead() throws Exception {
        assertThat(files(".pack")).isEmpty();
        assertReadable(work);
        assertReadable(work.resolve(".git"));
    }

    @Test
    void deltasByOffsetAreRead() throws Exception {
        RealGit.run(work, "gc", "-q", "--aggressive", "--prune=now");
        assertThat(deltas()).contains("chain length = 1");
        assertThat(work.resolve(".git/packed-refs")).isRegularFile();
        assertReadable(work);
    }

    @Test
    void deltasByIdAreRead() throws Exception {
        RealGit.run(work, "-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f");
        assertThat(deltas()).contains("chain length = 1");
        assertReadable(work);
    }

    @Test
    void severalPacksWithOneIndexForAllAreRead() throws Exception {
        for (int version = 1; version <= VERSIONS; version++) {
            RealGit.run(work, "checkout", "-q", "-B", "step", "v" + version);
            Path objects = work.resolve(".git/objects/pack/pack");
            Files.createDirectories(objects.getParent());
            var range = version == 1 ? "v1" : "v" + (version - 1) + "..v" + version;
            RealGit.feed(work, range + "\n", "pack-objects", "-q", "--revs", objects.toString());
        }
        RealGit.run(work, "checkout", "-q", "main");
        RealGit.run(work, "repack", "-q", "-d");
        RealGit.run(work, "prune-packed", "-q");
        RealGit.run(work, "multi-pack-index", "write");
        assertThat(files(".pack")).hasSizeGreaterThanOrEqualTo(VERSIONS);
        assertReadable(work);
    }

    @Test
    void clonesOfEveryKindAreRead() throws Exception {
        RealGit.run(work, "gc", "-q");
        for (List<String> kind : List.of(List.of("--bare"), List.of("--shared"), List.of("--mirror"))) {
            Path clone = folder.resolve("clone" + kind.get(0));
            RealGit.run(folder, "clone", "-q", kind.get(0), work.toString(), clone.toString());
            assertReadable(clone);
        }
        assertThat(folder.resolve("clone--shared/.git/objects/info/alternates")).isRegularFile();
        Path twice = folder.resolve("twice");
        RealGit.run(folder, "clone", "-q", "--shared", folder.resolve("clone--shared") + "", twice + "");
        assertReadable(twice);
        Path linked = folder.resolve("linked");
        RealGit.run(work, "worktree", "add", "-q", "-b", "next", linked.toString(), "main");
        assertReadable(linked);
    }

    @Test
    void aWorkingTreeWhoseRepositoryIsGoneIsSaid() throws Exception {
        Path linked = folder.resolve("linked");
        RealGit.run(work, "worktree", "add", "-q", "-b", "next", linked.toString(), "main");
        Files.move(work, folder.resolve("moved"));
        assertThatThrownBy(() -> GitSource.of(url(linked), "main").fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessage(
                        "Cannot fetch " + url(linked) + " at 'main': the repository that '.git' points to is missing");
        Files.writeString(linked.resolve(".git"), "no pointer");
        assertThatThrownBy(() -> GitSource.of(url(linked), "main").fetch())
                .hasMessageEndingWith("the repository that '.git' points to is missing");
    }

    @Test
    void aShallowCloneHasItsOneCommit() throws Exception {
        Path shallow = folder.resolve("shallow");
        RealGit.run(folder, "clone", "-q", "--depth=1", url(work), shallow.toString());
        assertThat(GitSource.of(url(shallow), "main").fetch().digest())
                .isEqualTo(ChangelogSource.directory(work).fetch().digest());
        String first = RealGit.run(work, "rev-parse", "v1^{commit}").strip();
        assertThatThrownBy(() -> GitSource.of(url(shallow), first).fetch())
                .hasMessage("Cannot fetch " + url(shallow) + " at '" + first + "': no such commit");
    }

    @Test
    void aPackThatIsWrittenAgainUnderItsNameIsReadAnew() throws Exception {
        RealGit.run(work, "repack", "-q", "-a", "-d", "-f", "--window=0");
        assertReadable(work);
        Path pack = files(".pack").get(0);
        RealGit.run(work, "repack", "-q", "-a", "-d", "-f", "--window=50", "--depth=50");
        String name = pack.toString().replace(".pack", "");
        for (String ending : List.of(".pack", ".idx")) {
            Files.deleteIfExists(Path.of(name + ending));
            Files.move(files(ending).get(0), Path.of(name + ending));
        }
        assertReadable(work);
    }

    private void assertDamaged() {
        assertThatThrownBy(() -> GitSource.of(url(work), "main").fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageMatching("Cannot fetch \\S+ at 'main': the repository is damaged \\(.*\\): look at it by"
                        + " 'git fsck', and fetch from a sound copy");
    }

    private static void overwrite(Path file, byte[] content) throws Exception {
        file.toFile().setWritable(true);
        Files.write(file, content);
    }

    private Path looseFile(String object) throws Exception {
        String id = RealGit.run(work, "rev-parse", object).strip();
        return work.resolve(".git/objects/" + id.substring(0, 2) + "/" + id.substring(2));
    }

    @Test
    void aDamagedLooseObjectIsSaid() throws Exception {
        Path file = looseFile("main:V2__small.sql");
        byte[] sound = Files.readAllBytes(file);
        overwrite(file, java.util.Arrays.copyOf(sound, sound.length / 2));
        assertDamaged();
        overwrite(file, new byte[0]);
        assertDamaged();
        overwrite(file, new byte[100]);
        assertDamaged();
        // What can be read but is not what the id promises: somebody changed the file.
        var other = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(other)) {
            out.write("blob 9\0select 9;".getBytes());
        }
        overwrite(file, other.toByteArray());
        assertDamaged();
        overwrite(file, sound);
        assertThat(GitSource.of(url(work), "main").fetch().files()).hasSize(2);
        overwrite(looseFile("main^{tree}"), new byte[100]);
        assertDamaged();
    }

    @Test
    void aMissingObjectIsSaid() throws Exception {
        Files.delete(looseFile("main:V2__small.sql"));
        assertDamaged();
    }

    @Test
    void aDamagedPackIsSaid() throws Exception {
        RealGit.run(work, "gc", "-q", "--aggressive", "--prune=now");
        Path pack = files(".pack").get(0);
        byte[] sound = Files.readAllBytes(pack);
        byte[] cut = java.util.Arrays.copyOf(sound, sound.length / 3);
        overwrite(pack, cut);
        assertDamaged();
        var random = new Random(1);
        for (int round = 0; round < 20; round++) {
            byte[] noisy = sound.clone();
            for (int i = 12; i < noisy.length; i += 40) {
                noisy[i] = (byte) random.nextInt();
            }
            overwrite(pack, noisy);
            assertDamaged();
        }
        overwrite(pack, sound);
        overwrite(files(".idx").get(0), new byte[2000]);
        assertThatThrownBy(() -> GitSource.of(url(work), "main").fetch())
                .hasMessageEndingWith("the object that it stands for is missing: look at the repository by 'git fsck'");
    }

    @Test
    void filesBeyondTheLimitAreRefusedBeforeTheyAreRead() throws Exception {
        var large = new byte[3 << 20];
        new Random(2).nextBytes(large);
        Files.write(work.resolve("V3__large.sql"), large);
        RealGit.commit(work, "large");
        String reason = "the files take more than 2 MiB: name a sub-directory that holds only migrations, or raise the"
                + " limit";
        var source = GitSource.builder(url(work)).limit(2 << 20).build();
        assertThatThrownBy(source::fetch).isInstanceOf(ChangelogException.class).hasMessageEndingWith(reason);
        RealGit.run(work, "gc", "-q");
        assertThatThrownBy(source::fetch).hasMessageEndingWith(reason);
        assertThat(source.toBuilder().limit(4 << 20).build().fetch().files()).hasSize(3);
    }

    @Test
    void formatsThatAreNotReadAreSaid() throws Exception {
        Path sha256 = folder.resolve("sha256");
        RealGit.run(folder, "init", "-q", "-b", "main", "--object-format=sha256", sha256.toString());
        assertThatThrownBy(() -> GitSource.of(url(sha256), "main").fetch())
                .hasMessageEndingWith("repositories with SHA-256 object ids are not supported");
        Files.writeString(work.resolve(".git/config"), "[extensions]\n\trefStorage = reftable\n");
        assertThatThrownBy(() -> GitSource.of(url(work), "main").fetch())
                .hasMessageEndingWith(
                        "repositories in reftable format are not supported locally: convert it by 'git refs"
                                + " migrate --ref-format=files'");
        Files.writeString(work.resolve(".git/config"), "[this is broken\n");
        assertThatThrownBy(() -> GitSource.of(url(work), "main").fetch())
                .hasMessageEndingWith("its file 'config' cannot be read");
    }

    @Test
    void aTagOfAFileIsNoCommit() throws Exception {
        RealGit.run(work, "tag", "file", "main:V2__small.sql");
        assertThatThrownBy(() -> GitSource.of(url(work), "file").fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessage("Cannot fetch " + url(work) + " at 'file': it stands for a file or directory, not for a"
                        + " commit");
    }

    @Test
    void anEmptyRepositoryIsSaid() throws Exception {
        Path empty = folder.resolve("empty");
        RealGit.run(folder, "init", "-q", "-b", "main", empty.toString());
        assertThatThrownBy(() -> GitSource.of(url(empty), "main").fetch())
                .hasMessage("Cannot fetch " + url(empty) + " at 'main': the repository is empty: push a commit first");
        assertThatThrownBy(() -> GitSource.of(url(work), "v9").fetch())
                .hasMessageEndingWith("no such branch, tag or commit (branches: main; tags: v1, v2, v3, v4)");
    }
}
