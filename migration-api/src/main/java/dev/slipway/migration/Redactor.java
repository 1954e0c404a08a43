package dev.slipway.migration;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes secrets out of texts and exceptions before they leave. Immutable and safe for use by many threads.
 *
 * <p>A secret is known as it stands, with quotes doubled, and JSON-, URL- and base64-encoded, in upper and lower case; a
 * secret of several lines (a private key) by each of its lines, too. Values of fewer than four characters are masked only
 * where they stand as a word of their own. What is not ours to word (the text of a server, driver or library) goes through
 * {@link #screen}, since servers quote pieces: where six characters in a row of a secret survive, the text is withheld as
 * a whole.
 */
public final class Redactor {
    /** What stands in the place of a secret. */
    public static final String MASK = "[redacted]";
    /** What stands in the place of a text that repeats a piece of a secret. */
    public static final String WITHHELD = "[withheld: the text repeats part of a secret]";

    private static final int PIECE = 6;
    private static final int WHOLE_WORD_ONLY = 4;
    private static final Redactor NONE = new Redactor(List.of(), Set.of());

    private final List<String> forms;
    private final Set<String> pieces;

    private Redactor(List<String> forms, Set<String> pieces) {
        this.forms = forms;
        this.pieces = pieces;
    }

    /** A redactor that knows no secret and changes nothing. */
    public static Redactor none() {
        return NONE;
    }

    /**
     * A redactor for some secrets.
     *
     * @param secrets what to take out; empty values are passed over
     * @return the redactor
     */
    public static Redactor of(Collection<Secret> secrets) {
        var forms = new HashSet<String>();
        var pieces = new HashSet<String>();
        for (var secret : secrets) {
            SecretForms.collect(secret.reveal(), forms);
            for (String line : SecretForms.tellingParts(secret.reveal())) {
                collectPieces(lower(line), pieces);
            }
        }
        return forms.isEmpty() ? NONE : new Redactor(List.copyOf(lower(forms)), Set.copyOf(pieces));
    }

    /**
     * Masks every known form of every secret in a text of our own wording.
     *
     * @param text any text
     * @return the text with {@value #MASK} in the place of secrets
     */
    public String mask(String text) {
        String lower = lower(text);
        boolean[] hidden = null;
        for (String form : forms) {
            for (int at = lower.indexOf(form); at >= 0; at = lower.indexOf(form, at + 1)) {
                if (form.length() >= WHOLE_WORD_ONLY || isWord(lower, at, at + form.length())) {
                    hidden = hidden == null ? new boolean[text.length()] : hidden;
                    Arrays.fill(hidden, at, at + form.length(), true);
                }
            }
        }
        return hidden == null ? text : replaceHidden(text, hidden);
    }

    /**
     * Masks a text that a server, driver or library worded.
     *
     * @param foreign any text
     * @return the text with secrets masked, or {@value #WITHHELD} if a piece of six characters of a secret is left
     */
    public String screen(String foreign) {
        String masked = mask(foreign);
        return repeatsPiece(masked) ? WITHHELD : masked;
    }

    /**
     * Rebuilds one of our exceptions. Its type, stack trace and what it lists stay; its message is masked; every cause and
     * suppressed exception is rebuilt, too, those of others by {@link #redact(Throwable)}.
     *
     * @param exception the exception
     * @return an exception of the same type that holds no secret; the same one if this redactor knows none
     */
    public MigrationException redact(MigrationException exception) {
        return forms.isEmpty() ? exception : new ExceptionRebuilder(this).rebuild(exception);
    }

    /**
     * Rebuilds any exception, so that the original is not chained anywhere. SQLState and vendor code of an {@link
     * SQLException} are kept; an exception of another library becomes one that says its class and its screened message.
     *
     * @param exception the exception
     * @return an exception that holds no secret; the same one if this redactor knows none
     */
    public Throwable redact(Throwable exception) {
        return forms.isEmpty() ? exception : new ExceptionRebuilder(this).rebuildAny(exception);
    }

    private boolean repeatsPiece(String text) {
        if (pieces.isEmpty()) {
            return false;
        }
        String lower = lower(text.replace(MASK, "\n"));
        for (int at = 0; at + PIECE <= lower.length(); at++) {
            if (pieces.contains(lower.substring(at, at + PIECE))) {
                return true;
            }
        }
        return false;
    }

    private static void collectPieces(String line, Set<String> pieces) {
        for (int at = 0; at + PIECE <= line.length(); at++) {
            pieces.add(line.substring(at, at + PIECE));
        }
    }

    private static String replaceHidden(String text, boolean[] hidden) {
        var result = new StringBuilder(text.length());
        for (int at = 0; at < hidden.length; at++) {
            if (!hidden[at]) {
                result.append(text.charAt(at));
            } else if (at == 0 || !hidden[at - 1]) {
                result.append(MASK);
            }
        }
        return result.toString();
    }

    private static boolean isWord(String text, int from, int to) {
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }

    private static List<String> lower(Collection<String> texts) {
        var lower = new HashSet<String>();
        texts.forEach(text -> lower.add(lower(text)));
        return new ArrayList<>(lower);
    }

    /** Lower case character by character, so that positions stay what they are. */
    private static String lower(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = Character.toLowerCase(chars[i]);
        }
        return new String(chars);
    }

    /** The number of secrets' forms is nobody's business. */
    @Override
    public String toString() {
        return "Redactor";
    }
}
