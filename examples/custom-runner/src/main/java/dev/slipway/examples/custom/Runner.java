package dev.slipway.examples.custom;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import dev.slipway.migration.flyway.FlywayEngine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Scanner;
import javax.sql.DataSource;

/** Shows what it would do, asks, and does that and nothing else. Arguments: directory of the changelog, JDBC URL. */
public final class Runner {
    public static void main(String[] args) {
        String user = Objects.requireNonNull(System.getenv("DB_USER"), "Set the variable DB_USER");
        String password = Objects.requireNonNull(System.getenv("DB_PASSWORD"), "Set the variable DB_PASSWORD");
        var database = DataSources.of(args[1], CredentialProvider.of(new UsernamePassword(user, Secret.of(password))));
        System.exit(run(ChangelogSource.directory(Path.of(args[0])), database, new Scanner(System.in), System.out));
    }

    /** Returns 0 for done or nothing to do, 1 for failed, 2 for rejected, 3 for "no". */
    static int run(ChangelogSource source, DataSource database, Scanner answers, PrintStream out) {
        try {
            var changelog = source.fetch();
            MigrationPlan shown = new FlywayEngine().plan(changelog, database);
            shown.entries().forEach(out::println);
            shown.problems().forEach(out::println);
            if (!shown.isApplicable() || shown.pending().isEmpty()) {
                return shown.isApplicable() ? 0 : 2;
            }
            out.println("Apply " + shown.pending().size() + "? Type yes");
            if (!answers.hasNextLine() || !answers.nextLine().equals("yes")) {
                return 3;
            }
            var onlyWhatWasShown = new MigrationListener() {
                @Override
                public void planned(MigrationPlan plan) {
                    if (!plan.pending().equals(shown.pending())) {
                        throw new MigrationException("The database has changed since you looked: look again");
                    }
                }
            };
            var options = MigrateOptions.builder().listener(onlyWhatWasShown).build();
            var report = new FlywayEngine().migrate(changelog, database, options);
            out.println("Applied " + report.applied().size());
            return 0;
        } catch (MigrationException failure) {
            out.println(failure.getMessage());
            return 1;
        }
    }
}
