package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.EngineId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final EngineId ENGINE = new EngineId("engine", "1", Optional.of("print"));

    @Test
    void equalRecipesOnEqualServersHaveOneKey() {
        assertThat(key("x", ENGINE, "app", "16")).hasSize(32).isEqualTo(key("x", ENGINE, "app", "16"));
    }

    @Test
    void anotherPartOfARecipeGivesAnotherKey() {
        assertThat(Stream.of(
                        key("x", ENGINE, "app", "16"),
                        key("y", ENGINE, "app", "16"),
                        key("x", new EngineId("other", "1", Optional.of("print")), "app", "16"),
                        key("x", new EngineId("engine", "2", Optional.of("print")), "app", "16"),
                        key("x", new EngineId("engine", "1", Optional.of("other")), "app", "16"),
                        // As long as each other, taken together.
                        key("x", new EngineId("engine", "1p", Optional.of("rint")), "app", "16"),
                        key("x", ENGINE, "other", "16"),
                        key("x", ENGINE, "", "16"),
                        key("x", ENGINE, "app", "17")))
                .doesNotHaveDuplicates();
    }

    @Test
    void withoutAFingerprintNoKeyIsEverGivenAgain() {
        var opaque = new EngineId("engine", "1", Optional.empty());
        assertThat(key("x", opaque, "app", "16")).isNotEqualTo(key("x", opaque, "app", "16"));
    }

    private static String key(String file, EngineId engine, String name, String server) {
        return new Recipe(
                        ScriptEngine.withFingerprint("is not asked"),
                        engine,
                        Changelog.of(Map.of("1.sql", file)),
                        Optional.of(name).filter(text -> !text.isEmpty()),
                        nobody -> {},
                        CacheDirectory.at(Optional.of(Path.of("unused"))))
                .key(server);
    }
}
