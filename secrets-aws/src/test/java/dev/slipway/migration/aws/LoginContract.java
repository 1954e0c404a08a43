package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import dev.slipway.migration.testkit.CredentialProviderContract;
import java.util.List;

/** What every provider of a login promises, wherever its JSON is kept. */
abstract class LoginContract extends CredentialProviderContract<UsernamePassword> {
    private final String password;
    private final StandInService<?> service;
    private int rotations;

    /** Its password is the given one with a number behind it, which rotation counts up. */
    LoginContract(String password, StandInService<?> service) {
        this.password = password;
        this.service = service;
        store(login());
    }

    /** Keeps the text where {@link #provider} reads it. */
    abstract void store(String text);

    /** A provider of a login that is kept as this text. */
    abstract CredentialProvider<UsernamePassword> providerOf(String text);

    private String login() {
        return json(password + rotations);
    }

    static String json(String password) {
        return "{\"username\":\"app\",\"password\":\"" + password + "\"}";
    }

    @Override
    protected UsernamePassword current() {
        return new UsernamePassword("app", Secret.of(password + rotations));
    }

    @Override
    protected UsernamePassword rotate() {
        rotations++;
        store(login());
        return current();
    }

    @Override
    protected List<String> secrets(UsernamePassword credentials) {
        return List.of(credentials.password().reveal());
    }

    @Override
    protected int reads() {
        return service.calls();
    }

    @Override
    protected CredentialProvider<UsernamePassword> brokenProvider(String content) {
        return providerOf("{\"username\":\"app\",\"password\":\"" + content);
    }
}
