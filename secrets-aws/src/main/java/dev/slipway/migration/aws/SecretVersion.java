package dev.slipway.migration.aws;

/** Which secret is meant, and so what is read and cached as one. */
record SecretVersion(String id) {
    SecretVersion {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("The secret's id is missing: give its name or ARN");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The secret's id has a line break or another control character");
        }
    }

    static SecretVersion current(String id) {
        return new SecretVersion(id);
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return "secret '" + id + "'";
    }
}
