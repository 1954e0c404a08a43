package dev.slipway.migration.aws;

import org.jspecify.annotations.Nullable;

/**
 * Which secret is meant, and which version of it: what is read and cached as one.
 *
 * @param id name or ARN
 * @param stage the version's label, or an empty text
 * @param version the version's id, or an empty text; if neither is given, the current version is meant
 */
record SecretVersion(String id, String stage, String version) {
    boolean isCurrent() {
        return stage.isEmpty() && version.isEmpty();
    }

    Wanted wanted() {
        return Wanted.read(AwsApi.SECRETS_MANAGER, id, toString());
    }

    /** As a record's, but not made at run time, which would be a hundredth of a short program's CPU time. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretVersion same
                && id.equals(same.id)
                && stage.equals(same.stage)
                && version.equals(same.version);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return "secret '" + id + "'"
                + (stage.isEmpty() ? "" : " at stage '" + stage + "'")
                + (version.isEmpty() ? "" : " in version '" + version + "'");
    }
}
