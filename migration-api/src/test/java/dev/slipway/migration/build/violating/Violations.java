package dev.slipway.migration.build.violating;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Each member breaks a rule, or comes as near to it as is allowed. */
public class Violations {
    static int counter;
    static final Map<String, String> CACHE = new HashMap<>();
    static final List<String> MODIFIABLE_LIST = new ArrayList<>();
    static final ReentrantLock LOCK = new ReentrantLock();

    static final List<String> LIST = List.of("a", "b");
    static final Map<String, String> MAP = Map.of("a", "b");
    static final TimeUnit UNIT = TimeUnit.SECONDS;
    static final String NAME = "name";

    public String getName() {
        return NAME;
    }

    public Violations setName(String name) {
        return this;
    }

    public Violations withName(String name) {
        return this;
    }

    /** Named like the accessor of a target, not with a prefix: allowed. */
    public String settings() {
        return "getting along";
    }

    public void print() {
        System.out.println(System.getenv("HOME") + System.getProperty("user.home"));
    }

    public void printTrace(IllegalStateException failure) {
        failure.printStackTrace();
    }

    public void end() {
        System.exit(1);
    }

    public Optional<List<JavaClass>> shows() {
        return Optional.empty();
    }

    public Hidden showsHidden() {
        return new Hidden();
    }

    JavaClass hides() {
        throw new UnsupportedOperationException();
    }

    static class Hidden {}

    static class ThingManager {}

    static class AbstractThing {}

    static class ServiceLevel {}

    public static class Credentials implements CredentialProvider<Secret>, Supplier<Secret> {
        @Override
        public Secret get() {
            return Secret.of("secret");
        }
    }

    public static class Failure extends RuntimeException {
        @Override
        public String getMessage() {
            return "failed";
        }
    }
}
