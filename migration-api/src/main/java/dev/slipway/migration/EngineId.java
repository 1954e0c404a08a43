package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Names an engine and everything about it that decides what a changelog does to a database.
 *
 * @param name the product's name in lower case: {@code flyway}
 * @param version the product's version as it reports it: {@code 13.12.0}
 * @param fingerprint a digest over the engine's options, equal for equal options, in which secrets stand as their slow
 *     {@linkplain Secret#fingerprint fingerprints}; empty if the options hold something that cannot be compared (code of
 *     the caller's), so that nothing made by this engine may be taken for the work of another one
 */
public record EngineId(String name, String version, Optional<String> fingerprint) {
    /** Refuses nulls. */
    public EngineId {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        requireNonNull(fingerprint, "fingerprint");
    }
}
