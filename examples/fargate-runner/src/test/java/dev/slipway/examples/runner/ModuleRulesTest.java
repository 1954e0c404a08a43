package dev.slipway.examples.runner;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.application("dev.slipway.examples.runner")
                .mayUse(
                        "dev.slipway.migration",
                        "ch.qos.logback",
                        "com.fasterxml.jackson.core",
                        "com.fasterxml.jackson.dataformat.toml",
                        // Its own check of its own settings.
                        "org.flywaydb.core",
                        "org.postgresql.ssl",
                        "org.slf4j.bridge",
                        "picocli",
                        // The schema's documentation.
                        "schemacrawler",
                        "us.fatehi.utility.datasource",
                        // Snapshots.
                        "software.amazon.awssdk",
                        // Signals: the JDK offers nothing else that tells SIGTERM from SIGINT.
                        "sun.misc")
                // The driver makes its socket factories by name: what they hold has to be found again.
                .mayKeepStatic("TlsSockets.FACTORIES")
                .mayShow(
                        "org.postgresql.ssl.WrappedFactory",
                        "ch.qos.logback.classic.LoggerContext",
                        "ch.qos.logback.classic.spi.Configurator",
                        "ch.qos.logback.classic.spi.Configurator$ExecutionStatus",
                        "ch.qos.logback.core.spi.ContextAwareBase")
                .publicTypes("Main", "QuietConfigurator", "TlsSockets"));
    }
}
