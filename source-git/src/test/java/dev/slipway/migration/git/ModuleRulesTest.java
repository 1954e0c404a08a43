package dev.slipway.migration.git;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.git")
                .mayUse("org.eclipse.jgit", "org.apache.sshd")
                .publicTypes("GitSource", "GitSource.Builder"));
    }
}
