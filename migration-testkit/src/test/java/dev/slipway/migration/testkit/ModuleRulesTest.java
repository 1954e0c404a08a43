package dev.slipway.migration.testkit;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.testkit")
                .mayUse(
                        "org.junit.jupiter.api",
                        "org.junit.platform.commons.support",
                        "io.zonky.test.db.postgres",
                        "ch.vorburger",
                        "org.testcontainers.containers")
                .mayShow(
                        "org.junit.jupiter.api.extension.AfterEachCallback",
                        "org.junit.jupiter.api.extension.ExtensionContext",
                        "org.junit.jupiter.api.extension.ParameterContext",
                        "org.junit.jupiter.api.extension.ParameterResolver",
                        "org.junit.jupiter.api.extension.TestInstantiationAwareExtension$ExtensionContextScope",
                        "org.testcontainers.containers.JdbcDatabaseContainer")
                // The cache of a user's own builds is in the user's home directory.
                .mayAccess("CacheDirectory uses java.lang.System.getProperty")
                .publicTypes(
                        "ChangelogSourceContract",
                        "ContainerServer",
                        "CredentialProviderContract",
                        "DeclinedCase",
                        "EngineTrait",
                        "JdbcUrl",
                        "MigratedDatabase",
                        "MigrationEngineContract",
                        "MigrationExtension",
                        "MigrationStep",
                        "TestDatabase",
                        "TestDatabases",
                        "TestDatabases.Builder",
                        "TestServer"));
    }
}
