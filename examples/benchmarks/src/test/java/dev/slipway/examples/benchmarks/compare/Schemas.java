package dev.slipway.examples.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What is migrated: two users with passwords, two tables; with Liquibase, three tables. */
final class Schemas {
    /** How many migrations each has. */
    static final int MIGRATIONS = 3;

    private Schemas() {}

    /** Flyway's, as files of a repository. */
    static Map<String, String> flyway() {
        return Map.of("sql/V1__roles.sql", """
                create role read_only login password '${READ_ONLY_PASSWORD}';
                create role sample_application login password '${SAMPLE_APPLICATION_PASSWORD}';
                grant connect on database ${DATABASE_NAME} to read_only, sample_application;
                """, "sql/V2__customer.sql", """
                create table customer (
                  id bigint generated always as identity primary key,
                  name varchar(200) not null,
                  created timestamptz default now()
                );
                grant select on customer to read_only;
                grant select, insert, update, delete on customer to sample_application;
                """, "sql/V3__product.sql", """
                create table product (
                  id bigint generated always as identity primary key,
                  name varchar,
                  weight_lbs numeric,
                  units integer
                );
                grant select on product to read_only;
                insert into product (name, weight_lbs, units) values ('a', 1.5, 3), ('b', 2.5, 4);
                """);
    }

    /** Liquibase's, to be mounted; the root is root.xml. */
    static Path liquibase(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("root.xml"), """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <include file="customer.sql" relativeToChangelogFile="true"/>
                  <include file="product.sql" relativeToChangelogFile="true"/>
                  <include file="sale.sql" relativeToChangelogFile="true"/>
                </databaseChangeLog>
                """);
        for (String table : new String[] {"customer", "product", "sale"}) {
            Files.writeString(directory.resolve(table + ".sql"), """
                    --liquibase formatted sql
                    --changeset benchmark:%1$s
                    create table %1$s (
                      id bigint generated always as identity primary key,
                      name varchar(200) not null,
                      created timestamptz default now()
                    );
                    insert into %1$s (name) values ('a'), ('b');
                    """.formatted(table));
        }
        return directory;
    }
}
