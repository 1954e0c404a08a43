package dev.slipway.migration.build.violating.second;

/** Public, though not in the module's one public package. */
public class SecondPublicPackage {}
