package dev.slipway.examples.runner;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A setting's value, or where it is to be found: {@code secretsmanager:ID[#json-key]}, {@code ssm:NAME[#json-key]}, {@code
 * kms:BASE64[#json-key]}, {@code rds-iam:USER}, {@code file:PATH}, {@code env:NAME}, {@code value:TEXT}, or plain text.
 *
 * @param scheme how to find it
 * @param text what the scheme is followed by, or the plain text itself
 */
record Reference(Scheme scheme, String text) {
    static final String SCHEMES_IN_WORDS =
            "secretsmanager:ID[#json-key], ssm:NAME[#json-key], kms:BASE64[#json-key], file:PATH, env:NAME, value:TEXT"
                    + " (the plain text)";

    enum Scheme {
        PLAIN,
        VALUE,
        SECRETSMANAGER,
        SSM,
        KMS,
        RDS_IAM,
        FILE,
        ENV;

        /** How it is written, before the colon. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether one value of a JSON object may be named behind {@code #}. */
        boolean hasKeys() {
            return this == SECRETSMANAGER || this == SSM || this == KMS;
        }

        /** Whether what it yields is a secret. */
        boolean isSecret() {
            return this != PLAIN && this != VALUE;
        }
    }

    private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9+._-]*):.*", Pattern.DOTALL);
    /** Schemes of other tools, which somebody may expect here. */
    private static final Set<String> ELSEWHERE = Set.of(
            "arn",
            "asm",
            "aws",
            "awskms",
            "awssecretsmanager",
            "awssm",
            "awsssm",
            "azure",
            "keyvault",
            "akv",
            "classpath",
            "conjur",
            "consul",
            "doppler",
            "environment",
            "envvar",
            "gcp",
            "gcpsecretmanager",
            "gcpsm",
            "gsm",
            "iam",
            "k8s",
            "kms",
            "kubernetes",
            "literal",
            "op",
            "parameterstore",
            "plain",
            "ps",
            "pstore",
            "rds",
            "rdsiam",
            "ref",
            "s3",
            "secret",
            "secrets",
            "secretmgr",
            "sm",
            "sops",
            "ssm",
            "ssmparameter",
            "text",
            "vault");

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException if it looks like a scheme that is not served; the message does not quote the value
     */
    static Reference parse(String setting) {
        var matcher = SCHEME.matcher(setting);
        if (!matcher.matches()) {
            if (setting.strip().startsWith("{{resolve:")) {
                throw refused("{{resolve:…}}");
            }
            return new Reference(Scheme.PLAIN, setting);
        }
        String written = matcher.group(1);
        for (var scheme : Scheme.values()) {
            if (scheme != Scheme.PLAIN && setting.startsWith(scheme.word() + ":")) {
                return new Reference(scheme, setting.substring(scheme.name().length() + 1)).requireText(written);
            }
        }
        if (looksLikeAScheme(written)) {
            throw refused(written + ":");
        }
        return new Reference(Scheme.PLAIN, setting);
    }

    /** As {@link #parse}, for what is given as a file: plain text is its path. */
    static Reference parsePath(String text) {
        Reference reference = parse(text);
        return reference.scheme() == Scheme.PLAIN ? new Reference(Scheme.FILE, reference.text()) : reference;
    }

    /** The part before {@code #}; the names of secrets and parameters cannot contain one, nor can base64. */
    String id() {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    /** The part after {@code #}, or nothing. */
    String key() {
        int hash = text.indexOf('#');
        return hash < 0 ? "" : text.substring(hash + 1);
    }

    private Reference requireText(String written) {
        boolean lacking =
                scheme.hasKeys() ? id().isBlank() || text.endsWith("#") : scheme != Scheme.VALUE && text.isBlank();
        if (lacking) {
            throw new IllegalArgumentException("nothing follows '" + written + (text.endsWith("#") ? ":…#'" : ":'"));
        }
        return this;
    }

    private static IllegalArgumentException refused(String written) {
        return new IllegalArgumentException(
                "'" + written + "' is no scheme that is served: give one of " + SCHEMES_IN_WORDS);
    }

    private static boolean looksLikeAScheme(String written) {
        String word = written.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return ELSEWHERE.contains(word)
                || List.of("file", "env", "value").stream().anyMatch(known -> distance(word, known) <= 1)
                || distance(word, "secretsmanager") <= 4
                || word.contains("secretmanager")
                || word.contains("secretsmanager");
    }

    /** How many letters to add, drop or change. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    /** Without the text, which may be a secret in the wrong place. */
    @Override
    public String toString() {
        return "Reference[" + scheme + "]";
    }
}
