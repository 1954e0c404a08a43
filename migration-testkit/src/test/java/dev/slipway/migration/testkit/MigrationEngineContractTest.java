package dev.slipway.migration.testkit;

/** A correct engine meets the contract. */
class MigrationEngineContractTest extends TinyEngineContract {}
