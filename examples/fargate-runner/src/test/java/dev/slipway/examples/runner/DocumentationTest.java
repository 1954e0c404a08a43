package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's tables are those of the code; the help names all of them. */
class DocumentationTest {
    private static final Path README = Path.of("../../README.md");

    @Test
    void theReadmesTableOfSettingsIsTheCodes() throws IOException {
        assertThat(between("settings")).isEqualToIgnoringNewLines(Setting.markdown());
    }

    @Test
    void theReadmesTableOfExitCodesIsTheCodes() throws IOException {
        assertThat(between("exit-codes")).isEqualToIgnoringNewLines(ExitCode.markdown());
    }

    @Test
    void theHelpNamesEverySettingAndExitCode() {
        for (var setting : Setting.values()) {
            assertThat(Arguments.help()).contains(setting.option() + "=", setting.variable());
        }
        for (var code : ExitCode.values()) {
            assertThat(Arguments.help()).containsPattern("\n +" + code.number() + "  " + code.meaning());
        }
    }

    private static String between(String marker) throws IOException {
        assumeThat(README).as("the README, not in a source archive").exists();
        String readme = Files.readString(README);
        String begin = "<!-- " + marker + " -->";
        String end = "<!-- /" + marker + " -->";
        assertThat(readme).contains(begin, end);
        return readme.substring(readme.indexOf(begin) + begin.length(), readme.indexOf(end))
                        .strip() + "\n";
    }
}
