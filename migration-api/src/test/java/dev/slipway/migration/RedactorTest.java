package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String VALUE = "Tr0ub4dor \"&\" 'ü'\\3";
    private static final Redactor REDACTOR = Redactor.of(List.of(Secret.of(VALUE)));

    @Test
    void everyFormOfASecretIsMasked() {
        String url = URLEncoder.encode(VALUE, UTF_8);
        List<String> forms = List.of(
                VALUE,
                VALUE.toUpperCase(),
                VALUE.replace("'", "''"),
                VALUE.replace("\"", "\"\""),
                VALUE.replace("\\", "\\\\").replace("\"", "\\\""),
                VALUE.replace("\\", "\\\\").replace("\"", "\\\"").replace("ü", "\\u00fc"),
                url,
                url.replace("+", "%20"),
                Base64.getEncoder().encodeToString(VALUE.getBytes(UTF_8)));

        assertThat(forms)
                .allSatisfy(form -> assertThat(REDACTOR.mask("before >" + form + "< after"))
                        .isEqualTo("before >[redacted]< after"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "user:", "someone:"})
    void aBasicAuthenticationHeaderHidesThePasswordWhateverStandsBeforeIt(String before) {
        String header = Base64.getEncoder().encodeToString((before + VALUE).getBytes(UTF_8));
        String masked = REDACTOR.mask("Authorization: Basic " + header);

        assertThat(masked).contains(Redactor.MASK);
        String left = masked.substring(masked.indexOf("Basic ") + 6);
        assertThat(left.replace(Redactor.MASK, "")).hasSizeLessThanOrEqualTo(before.length() * 4 / 3 + 8);
    }

    @Test
    void aTextWithoutSecretsStaysTheSameObject() {
        String text = "create table tr0ub4 (id int)";

        assertThat(REDACTOR.mask(text)).isSameAs(text);
        assertThat(Redactor.none().screen(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: syntax error near 'Tr0ub4d'",
                "near 'ub4dor' at line 1",
                "column \"tr0ub4dor\" does not exist",
                "…UB4DOR…"
            })
    void aServersTextThatRepeatsAPieceIsWithheld(String text) {
        assertThat(REDACTOR.screen(text)).isEqualTo(Redactor.WITHHELD);
        assertThat(REDACTOR.mask(text)).isEqualTo(text);
    }

    @Test
    void aServersTextWithTheWholeSecretOrTooLittleOfItIsShown() {
        assertThat(REDACTOR.screen("near '" + VALUE + "' at line 1")).isEqualTo("near '[redacted]' at line 1");
        assertThat(REDACTOR.screen("near 'Tr0ub' at line 1")).isEqualTo("near 'Tr0ub' at line 1");
    }

    @Test
    void aKeyIsMaskedLineByLineButItsArmourMayBeSpokenOf() {
        String key =
                "-----BEGIN RSA PRIVATE KEY-----\nMIIJKAIBAAKCAgEA3\r\nqwertzuiopasdfghjk\n-----END RSA PRIVATE KEY-----\n";
        var redactor = Redactor.of(List.of(Secret.of(key)));

        assertThat(redactor.mask("read MIIJKAIBAAKCAgEA3.")).isEqualTo("read [redacted].");
        assertThat(redactor.mask(key.replace("\r", "").replace("\n", "\\n"))).doesNotContain("MIIJ", "qwertz");
        assertThat(redactor.screen("expected -----BEGIN RSA PRIVATE KEY-----"))
                .isEqualTo("expected -----BEGIN RSA PRIVATE KEY-----");
        assertThat(redactor.screen("bad base64: zuiopasd")).isEqualTo(Redactor.WITHHELD);
    }

    @Test
    void aSignedTokenMayBeRecognisedByItsHostButNotByItsSignature() {
        String token = "db.example.com:5432/?DBUser=app&Action=connect&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Security-Token=SESSIONTOKEN&X-Amz-Signature=0a1b2c3d4e5f";
        var redactor = Redactor.of(List.of(Secret.of(token)));

        assertThat(redactor.screen("Connection to db.example.com:5432 refused"))
                .isEqualTo("Connection to db.example.com:5432 refused");
        assertThat(redactor.screen("password " + token)).isEqualTo("password [redacted]");
        assertThat(redactor.screen("… 1B2C3D …")).isEqualTo(Redactor.WITHHELD);
        assertThat(redactor.screen("… essiont …")).isEqualTo(Redactor.WITHHELD);
    }

    @Test
    void shortValuesAreMaskedOnlyAsWordsOfTheirOwn() {
        var redactor = Redactor.of(List.of(Secret.of("pw"), Secret.of("")));

        assertThat(redactor.mask("password 'pw' (pwd)")).isEqualTo("password '[redacted]' (pwd)");
    }

    @Test
    void adjacentAndOverlappingSecretsLeaveNothingBetweenThem() {
        var redactor = Redactor.of(List.of(Secret.of("abcdef"), Secret.of("defghi")));

        assertThat(redactor.mask("xabcdefghiy")).isEqualTo("x[redacted]y");
    }

    @Test
    void exceptionsAreRebuiltAllTheWayDown() {
        var sql = new SQLException("role \"x\" password '" + VALUE + "'", "42601", 7, new IllegalStateException(VALUE));
        sql.setNextException(new SQLException("next: " + VALUE, "25P02"));
        var library = new IllegalArgumentException("statement: " + VALUE, sql);
        library.addSuppressed(new RuntimeException("suppressed Tr0ub4dor"));
        var migration = Migration.builder("1").description(VALUE).build();
        var ours = new MigrationIncompleteException("failed at " + VALUE, List.of(migration), migration, library);

        MigrationException rebuilt = REDACTOR.redact(ours);

        assertThat(stackTrace(ours)).contains("Tr0ub4dor");
        assertThat(stackTrace(rebuilt)).doesNotContainIgnoringCase("Tr0ub4");
        assertThat(rebuilt).isInstanceOfSatisfying(MigrationIncompleteException.class, incomplete -> {
            assertThat(incomplete).hasMessage("failed at [redacted]");
            assertThat(incomplete.applied()).singleElement().hasToString("Migration[1]");
            assertThat(incomplete.failed())
                    .hasValueSatisfying(
                            failed -> assertThat(failed.description()).isEqualTo(Redactor.MASK));
            assertThat(incomplete.getStackTrace()).isEqualTo(ours.getStackTrace());
        });
        assertThat(rebuilt.getCause())
                .isNotInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.IllegalArgumentException: statement: [redacted]");
        assertThat(rebuilt.getCause().getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed).hasMessageContaining(Redactor.WITHHELD));
        assertThat(rebuilt.getCause().getCause()).isInstanceOfSatisfying(SQLException.class, cause -> {
            assertThat(cause.getSQLState()).isEqualTo("42601");
            assertThat(cause.getErrorCode()).isEqualTo(7);
            assertThat(cause.getNextException().getMessage()).isEqualTo("next: [redacted]");
        });
    }

    @Test
    void eachOfOurExceptionsKeepsItsType() {
        List<MigrationException> all = List.of(
                new MigrationException(VALUE),
                new ChangelogException(VALUE),
                new CredentialException(VALUE),
                new DatabaseUnavailableException(VALUE),
                new MigrationRejectedException(VALUE, List.of(Problem.of(VALUE))),
                new MigrationIncompleteException(VALUE, List.of(), null, null));

        assertThat(all)
                .allSatisfy(exception -> assertThat(REDACTOR.redact(exception))
                        .isExactlyInstanceOf(exception.getClass())
                        .hasMessage(Redactor.MASK));
        assertThat(((MigrationRejectedException) REDACTOR.redact(all.get(4))).problems())
                .extracting(Problem::message)
                .containsExactly(Redactor.MASK);
    }

    @Test
    void exceptionsThatCauseEachOtherInACircleEnd() {
        var one = new RuntimeException("one");
        var two = new RuntimeException("two", one);
        one.initCause(two);

        assertThat(stackTrace(REDACTOR.redact((Throwable) one))).contains("cut off");
    }

    @Test
    void stateAndCodeAreToldWhereTheTextIsWithheld() {
        var sql = new SQLException("near \"tr0ub4d", "42601", 7);

        assertThat(REDACTOR.redact((Throwable) sql).getMessage())
                .isEqualTo(Redactor.WITHHELD + " (SQLState 42601, code 7)");
    }

    @Test
    void withoutSecretsTheSameExceptionIsReturned() {
        var exception = new ChangelogException("as it is");

        assertThat(Redactor.none().redact(exception)).isSameAs(exception);
    }

    private static String stackTrace(Throwable exception) {
        var text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
