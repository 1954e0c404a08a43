package dev.slipway.examples.runner;

import dev.slipway.migration.CredentialProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads settings one by one and collects what is wrong with them, so that all is said at once. */
final class Checks {
    private final Settings settings;
    private final List<String> problems = new ArrayList<>();

    Checks(Settings settings) {
        this.settings = settings;
    }

    List<String> problems() {
        return problems;
    }

    void add(String problem) {
        problems.add(problem);
    }

    Optional<String> text(Setting setting) {
        return settings.text(setting);
    }

    boolean isGiven(Setting setting) {
        return text(setting).isPresent();
    }

    /** The given settings of a list, as words: {@code A and B}. */
    String given(Setting... candidates) {
        return String.join(
                " and ",
                java.util.Arrays.stream(candidates)
                        .filter(this::isGiven)
                        .map(Setting::name)
                        .toList());
    }

    void require(Setting setting, String what) {
        if (!isGiven(setting)) {
            problems.add(setting + ": missing: " + what);
        }
    }

    <C> Optional<CredentialProvider<C>> reference(
            Setting setting, Function<String, Reference> parse, Function<Reference, CredentialProvider<C>> provider) {
        return text(setting).map(text -> attempt(setting.name(), () -> provider.apply(parse.apply(text))));
    }

    Duration duration(Setting setting, String fallback) {
        String text = text(setting).orElse(fallback);
        Optional<Duration> duration = Durations.parse(text);
        if (duration.isEmpty()) {
            problems.add(setting + ": '" + text + "' is no duration such as 90s, 3m or 0");
        }
        return duration.orElse(Duration.ZERO);
    }

    <T> @Nullable T attempt(String name, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException failure) {
            problems.add(name + ": " + failure.getMessage());
            return null;
        }
    }
}
