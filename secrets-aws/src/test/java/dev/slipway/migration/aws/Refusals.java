package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;

/** What a provider says that cannot give anything. */
final class Refusals {
    private Refusals() {}

    /** One line, with nothing of the content in it or behind it. */
    static String failure(String content, CredentialProvider<?> provider) {
        var failure = catchThrowableOfType(CredentialException.class, provider::get);
        assertThat(failure).as("a failure").isNotNull().hasNoCause().hasNoSuppressedExceptions();
        assertThat(failure.getMessage())
                .doesNotContain(content, content.substring(0, 6))
                .doesNotEndWith(".")
                .doesNotContainPattern("\\R");
        return failure.getMessage();
    }
}
