package dev.slipway.migration;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration")
                .publicTypes(
                        "Changelog",
                        "Changelog.Builder",
                        "ChangelogException",
                        "ChangelogFile",
                        "ChangelogSource",
                        "CredentialException",
                        "CredentialProvider",
                        "DataSources",
                        "DataSources.Builder",
                        "DatabaseUnavailableException",
                        "EngineId",
                        "MigrateOptions",
                        "MigrateOptions.Builder",
                        "Migration",
                        "Migration.Builder",
                        "MigrationEngine",
                        "MigrationException",
                        "MigrationIncompleteException",
                        "MigrationListener",
                        "MigrationPlan",
                        "MigrationPlan.Builder",
                        "MigrationPlan.Entry",
                        "MigrationPlan.EntryBuilder",
                        "MigrationPlan.State",
                        "MigrationRejectedException",
                        "MigrationReport",
                        "MigrationReport.Applied",
                        "MigrationReport.Builder",
                        "MigrationReport.Declined",
                        "MigrationScript",
                        "Origin",
                        "Problem",
                        "Redactor",
                        "Secret",
                        "SshKey",
                        "StopSignal",
                        "UsernamePassword"));
    }
}
