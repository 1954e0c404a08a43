package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java compiles as it stands there. It is here since no other module sees all modules. */
class ReadmeExamplesTest {
    private static final Path README = Path.of("../../README.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path classes;

    @Test
    void eachExampleOfTheReadmeCompiles() throws IOException {
        assumeThat(README).as("the README, not in a source archive").exists();
        var examples = JAVA.matcher(Files.readString(README))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(examples).hasSize(3);
        assertThat(examples).allSatisfy(example -> assertThat(errorsIn(example)).isEmpty());
    }

    @Test
    void anExampleThatDoesNotCompileIsFound() {
        assertThat(errorsIn("engine.migrate(database);")).hasSize(1);
    }

    private List<String> errorsIn(String example) {
        var problems = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"), "-d", "" + classes);
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, options, null, List.of(source(example)))
                .call();
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .map(problem -> problem.getMessage(null))
                .toList();
    }

    /** What an example may take for granted: the imports, and a few names. */
    private static JavaFileObject source(String example) {
        String text = """
                import dev.slipway.migration.*;
                import dev.slipway.migration.aws.*;
                import dev.slipway.migration.flyway.*;
                import dev.slipway.migration.git.*;
                import java.util.Map;
                import javax.sql.DataSource;

                class Example {
                    AwsSecrets secrets;
                    MigrationEngine engine;
                    DataSource database;

                    void run() {
                """ + example + "}}";
        return new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
