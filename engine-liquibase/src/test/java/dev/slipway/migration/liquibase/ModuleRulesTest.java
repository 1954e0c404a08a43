package dev.slipway.migration.liquibase;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.liquibase")
                .mayUse("liquibase")
                .mayKeepStatic("JvmLock.RUNNING")
                .publicTypes("HistoryEntry", "LiquibaseEngine", "LiquibaseEngine.Builder", "LockHolder", "RollbackTo"));
    }
}
