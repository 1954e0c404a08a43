package dev.slipway.examples.own;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import dev.slipway.migration.testkit.CredentialProviderContract;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class EnvironmentLoginTest extends CredentialProviderContract<UsernamePassword> {
    private final Map<String, String> environment =
            new ConcurrentHashMap<>(Map.of("APP_USERNAME", "skipper", "APP_PASSWORD", "Anchor-Chain.1"));
    private int rotations;

    @Override
    protected CredentialProvider<UsernamePassword> provider() {
        return new EnvironmentLogin(environment, "APP");
    }

    @Override
    protected UsernamePassword current() {
        return new UsernamePassword("skipper", Secret.of(environment.get("APP_PASSWORD")));
    }

    @Override
    protected UsernamePassword rotate() {
        environment.put("APP_PASSWORD", "Anchor-Chain.rotated-" + ++rotations);
        return current();
    }

    @Override
    protected List<String> secrets(UsernamePassword credentials) {
        return List.of(credentials.password().reveal());
    }

    /** A password without a user name. */
    @Override
    protected CredentialProvider<UsernamePassword> brokenProvider(String content) {
        return new EnvironmentLogin(Map.of("APP_PASSWORD", content), "APP");
    }
}
