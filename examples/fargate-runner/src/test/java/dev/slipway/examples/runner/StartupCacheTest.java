package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupCacheTest {
    @TempDir
    Path directory;

    private Path cache;
    private Path jar;
    private Path mapped;

    @BeforeEach
    void make() throws IOException {
        cache = Files.writeString(directory.resolve("run.aot"), "cache");
        jar = Files.writeString(directory.resolve("a.jar"), "jar");
        Files.write(directory.resolve("run.aot.jars"), List.of(StartupCache.describe(jar, "a.jar")));
        mapped = Files.writeString(directory.resolve("maps"), "7f00-7f01 r--p 0 fe:00 1  " + cache + "\n");
    }

    @Test
    void aCacheThatIsMappedAndFitsIsNotComplainedAbout() {
        assertThat(StartupCache.complaint(cache, mapped)).isEmpty();
    }

    @Test
    void aCacheThatTheVirtualMachineRefusedIsTold() throws IOException {
        Files.writeString(mapped, "7f00-7f01 r--p 0 fe:00 1  /lib/libc.so\n");
        assertThat(StartupCache.complaint(cache, mapped).orElseThrow())
                .contains("'" + cache + "' was refused,", "build the image again", "_JAVA_OPTIONS=-Xlog:aot*:stderr");
    }

    @Test
    void aTouchedJarIsToldByItsName() throws IOException {
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(StartupCache.complaint(cache, mapped).orElseThrow()).contains("made with another 'a.jar'");
        Files.writeString(mapped, "");
        assertThat(StartupCache.complaint(cache, mapped).orElseThrow()).contains("was refused because of 'a.jar'");
        Files.delete(jar);
        assertThat(StartupCache.complaint(cache, mapped).orElseThrow()).contains("'a.jar'");
    }

    @Test
    void whereNobodyTellsWhatIsMappedOnlyTheJarsAreCompared() {
        assertThat(StartupCache.complaint(cache, directory.resolve("absent"))).isEmpty();
    }

    @Test
    void aCacheWithoutItsListCannotBeChecked() throws IOException {
        Files.delete(directory.resolve("run.aot.jars"));
        assertThat(StartupCache.complaint(cache, mapped).orElseThrow()).contains("cannot be checked");
    }
}
