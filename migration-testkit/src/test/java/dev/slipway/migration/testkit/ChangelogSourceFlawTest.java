package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each flaw of a source is noticed by exactly the tests of the contract that are there for it. */
class ChangelogSourceFlawTest {
    private static final String[] CONTENT_IN_ANY_WAY = {
        "theDigestIsTheSameAsFromAnyOtherSource",
        "everyFetchSeesTheNewest",
        "whatAFetchReturnedCannotBeChanged",
        "manyThreadsFetchAtOnce"
    };

    @ParameterizedTest
    @EnumSource
    void isNoticed(Flaw flaw) {
        assertThat(ContractRun.failures(FlawedSourceContract.class, flaw)).isEqualTo(flaw.noticedBy);
    }

    enum Flaw {
        CONVERTS_LINE_ENDINGS(
                contents(bytes ->
                        new String(bytes, ISO_8859_1).replace("\r\n", "\n").getBytes(ISO_8859_1)),
                with(CONTENT_IN_ANY_WAY, "bytesAreUnchanged", "theDigestIsThatOfABuilderWithTheSameFiles")),
        STRIPS_BYTE_ORDER_MARKS(
                contents(bytes -> new String(bytes, ISO_8859_1)
                        .replaceFirst("^\u00ef\u00bb\u00bf", "")
                        .getBytes(ISO_8859_1)),
                with(CONTENT_IN_ANY_WAY, "bytesAreUnchanged")),
        READS_TEXT(
                contents(bytes -> new String(bytes, UTF_8).getBytes(UTF_8)),
                with(CONTENT_IN_ANY_WAY, "bytesAreUnchanged")),
        LEAVES_EMPTY_FILES_OUT(
                all(files -> files.values().removeIf(bytes -> bytes.length == 0)),
                with(CONTENT_IN_ANY_WAY, "bytesAreUnchanged", "pathsAreRelativeSeparatedBySlashesAndSorted")),
        LOSES_FILES_BEYOND_ASCII(
                all(files -> files.keySet().removeIf(path -> path.chars().anyMatch(c -> c > 127))),
                with(CONTENT_IN_ANY_WAY, "bytesAreUnchanged", "pathsAreRelativeSeparatedBySlashesAndSorted")),
        DOES_NOT_LOOK_INTO_DIRECTORIES(
                all(files -> files.keySet().removeIf(path -> path.matches("\\w+/.*"))),
                with(
                        CONTENT_IN_ANY_WAY,
                        "bytesAreUnchanged",
                        "pathsAreRelativeSeparatedBySlashesAndSorted",
                        "theDigestIsThatOfABuilderWithTheSameFiles",
                        "aGitLfsPointerIsRefusedByName")),
        KEEPS_THE_NAME_OF_THE_ROOT(
                paths(path -> path.startsWith("/") || path.contains("..") ? path : "root/" + path),
                with(
                        CONTENT_IN_ANY_WAY,
                        "bytesAreUnchanged",
                        "pathsAreRelativeSeparatedBySlashesAndSorted",
                        "theDigestIsThatOfABuilderWithTheSameFiles",
                        "oneFileIsEnough")),
        CUTS_PATHS_THAT_LEAVE_THE_ROOT(
                paths(path -> path.replaceAll("^.*\\.\\./|^/", "")), Set.of("aPathThatLeavesTheRootIsRefused")),
        PASSES_LFS_POINTERS_OVER(
                all(files -> files.values().removeIf(bytes -> new String(bytes, UTF_8).contains("git-lfs"))),
                Set.of("aGitLfsPointerIsRefusedByName")),
        TAKES_NO_FILES_FOR_AN_ANSWER(
                all(files -> {
                    if (files.isEmpty()) {
                        files.put("empty.sql", new byte[0]);
                    }
                }),
                Set.of("noFilesAreAChangelogException")),
        REMEMBERS_ITS_FIRST_FETCH(FirstFetchSource::new, Set.of("everyFetchSeesTheNewest")),
        INVENTS_REVISIONS(
                files -> new OriginSource(
                        files, () -> Origin.of("m", "main", UUID.randomUUID().toString())),
                Set.of("aSecondFetchOfTheSameFilesIsEqualToTheFirst")),
        DOES_NOT_SAY_WHERE_FROM(
                files -> new OriginSource(files, () -> Origin.of("")),
                Set.of("theOriginSaysWhereTheFilesComeFromWithoutAPassword")),
        SERVES_ONE_THREAD_AT_A_TIME(BusySource::new, Set.of("manyThreadsFetchAtOnce"));

        final Function<Map<String, byte[]>, MemorySource> make;
        final Set<String> noticedBy;

        Flaw(Function<Map<String, byte[]>, MemorySource> make, Set<String> noticedBy) {
            this.make = make;
            this.noticedBy = noticedBy;
        }

        private static Set<String> with(String[] some, String... more) {
            return Stream.concat(Stream.of(some), Stream.of(more)).collect(Collectors.toSet());
        }

        private static Function<Map<String, byte[]>, MemorySource> all(Consumer<Map<String, byte[]>> change) {
            return files -> new MemorySource(files) {
                @Override
                public Changelog fetch() {
                    var changed = new HashMap<>(this.files);
                    change.accept(changed);
                    return new MemorySource(changed).fetch();
                }
            };
        }

        private static Function<Map<String, byte[]>, MemorySource> contents(Function<byte[], byte[]> change) {
            return all(files -> files.replaceAll((path, bytes) -> change.apply(bytes)));
        }

        private static Function<Map<String, byte[]>, MemorySource> paths(Function<String, String> change) {
            return all(files -> {
                var copy = Map.copyOf(files);
                files.clear();
                copy.forEach((path, bytes) -> files.put(change.apply(path), bytes));
            });
        }
    }

    /** Not found by Surefire, which would run it without a flaw. */
    static class FlawedSourceContract extends ChangelogSourceContract {
        @RegisterExtension
        final ContractRun.Choice<Flaw> choice = new ContractRun.Choice<>(Flaw.class);

        @Override
        protected ChangelogSource source(Map<String, byte[]> files) {
            return choice.flaw().make.apply(files);
        }

        @Override
        protected void publish(ChangelogSource source, Map<String, byte[]> files) {
            ((MemorySource) source).files = files;
        }

        @Override
        protected ChangelogSource sourceWithPath(String path, byte[] content) {
            return source(Map.of(path, content));
        }
    }

    private static final class FirstFetchSource extends MemorySource {
        private Changelog first;

        FirstFetchSource(Map<String, byte[]> files) {
            super(files);
        }

        @Override
        public synchronized Changelog fetch() {
            first = first == null ? super.fetch() : first;
            return first;
        }
    }

    private static final class OriginSource extends MemorySource {
        private final Supplier<Origin> origin;

        OriginSource(Map<String, byte[]> files, Supplier<Origin> origin) {
            super(files);
            this.origin = origin;
        }

        @Override
        public Changelog fetch() {
            var builder = Changelog.builder(origin.get());
            files.forEach(builder::add);
            return builder.build();
        }
    }

    private static final class BusySource extends MemorySource {
        private final AtomicBoolean busy = new AtomicBoolean();

        BusySource(Map<String, byte[]> files) {
            super(files);
        }

        @Override
        public Changelog fetch() {
            if (!busy.compareAndSet(false, true)) {
                throw new IllegalStateException("busy");
            }
            try {
                // Long enough that another thread comes meanwhile.
                Thread.sleep(50);
                return super.fetch();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            } finally {
                busy.set(false);
            }
        }
    }
}
