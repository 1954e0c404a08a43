package dev.slipway.migration.testkit;

/** A correct provider meets the contract. */
class CredentialProviderContractTest extends MemoryProviderContract {}
