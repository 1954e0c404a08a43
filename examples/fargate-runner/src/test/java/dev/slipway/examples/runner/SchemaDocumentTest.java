package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SchemaDocumentTest {
    private static final String SCHEMA = """
            create extension if not exists pgcrypto;
            create type mood as enum ('happy', 'sad');
            create table person (
              id bigint generated always as identity primary key,
              "e|mail" varchar(255) not null unique,
              bio text default 'a | b',
              mood mood,
              tags text[],
              price numeric(10, 2) check (price > 0),
              born timestamptz default now());
            comment on table person is 'People, <b>all</b> of them';
            comment on column person.bio is 'Two
            lines';
            create table "Order Item" (
              person_id bigint not null references person on delete cascade,
              line int not null,
              "weird ""name" text,
              primary key (person_id, line));
            create table passport (person_id bigint primary key references person);
            create index order_line on "Order Item" (line desc) where line > 3;
            create view adults as select id, "e|mail" from person where born < now() - interval '18 years';
            create materialized view counts as select count(*) n from person;
            create function twice(n int) returns int language sql as 'select n * 2';
            create function twice(n bigint) returns bigint language sql as 'select n * 2';
            create function touched() returns trigger language plpgsql as $$ begin return new; end $$;
            create trigger touch before update on person for each row execute function touched();
            create schema audit;
            create table audit.log (person_id bigint references public.person, what jsonb);
            create table flyway_schema_history (installed_rank int);
            create table part (id int, d date) partition by range (d);
            create table part_1 partition of part for values from ('2024-01-01') to ('2025-01-01');
            """;

    private static final Postgres POSTGRES = Postgres.start();

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    private static String document(String sql) {
        return document(database(sql), Redactor.none());
    }

    private static String document(DataSource database, Redactor redactor) {
        return SchemaDocument.of(SchemaReader.read(database, Set.of("flyway_schema_history")), redactor);
    }

    private static DataSource database(String sql) {
        String name = POSTGRES.fresh();
        POSTGRES.execute(name, sql);
        return DataSources.of(
                "jdbc:postgresql://127.0.0.1:" + POSTGRES.port() + "/" + name,
                CredentialProvider.of(new UsernamePassword("sqladmin", Secret.of(POSTGRES.adminPassword()))));
    }

    @Test
    void aSchemaIsDocumentedWithEverythingThatItHolds() {
        assertThat(document(SCHEMA)).isEqualTo(expected());
    }

    @Test
    void aSecondDatabaseWithTheSameSchemaGivesTheSameText() {
        // Other object numbers, and another order.
        String again = document("create table gone (id int); drop table gone; create schema audit;"
                + SCHEMA.replace("create schema audit;", ""));

        assertThat(again).isEqualTo(expected());
    }

    @Test
    void anEmptyDatabaseIsSaidToBeEmpty() {
        assertThat(document("create table flyway_schema_history (installed_rank int)"))
                .isEqualTo("# Database schema\n\nThere are no tables, views or functions.\n");
    }

    @Test
    void aSecretIsMaskedWhereItsCharactersAreEscapedOrReplaced() {
        String secret = "K_7|x#%Zq";
        var database = database("""
                create table "tab%s" ("col%s" int, note text default 'def%s');
                comment on table "tab%s" is 'com%s';
                create view told as select 'sql%s' as what;
                """.replace("%s", secret));
        var redactor = Redactor.of(List.of(Secret.of(secret)));

        String text = document(database, redactor);
        assertThat(text)
                .contains(
                        "\"tab[redacted]\" {",
                        "integer col[redacted]\n",
                        "### tab\\[redacted\\]\n",
                        "\ncom\\[redacted\\]\n",
                        "| `col[redacted]` |",
                        "`'def[redacted]'::text`",
                        "SELECT 'sql[redacted]'::text AS what;")
                .doesNotContain("Zq");
        assertThat(written(database, redactor)).isEqualTo(text);
    }

    private static String written(DataSource database, Redactor redactor) {
        var settings = Settings.of(Arguments.parse(new String[0]), Map.of("DOCUMENT_SCHEMA", "-"));
        var result = new Result();
        try (var around = Around.read(new Checks(settings))) {
            around.after(database, Set.of(), redactor, result);
        }
        return result.schema().orElseThrow();
    }

    @Test
    void namesThatMermaidCannotReadAreChangedInTheDiagram() {
        assertThat(document("""
                create table "100% of\tall" (
                  pk int primary key, "uk-rate" int, "FK" int, "fkÄ" int, pkx int, ukulele int, "largest_PK" int,
                  "ªb" int, "x²µ" int, "größe" int, "1st" int);
                create table "Direction  lr" (id int);
                create table "back\\slash" (id int);
                """)).contains("\n    \"back_slash\" {\n", """
                    "100_ of_all" {
                        integer _pk PK
                        integer _uk-rate
                        integer _FK
                        integer _fkÄ
                        integer pkx
                        integer ukulele
                        integer largest_PK
                        integer _b
                        integer x_
                        integer größe
                        integer _1st
                    }
                    "Direction_lr" {
                        integer id
                    }
                """);
    }

    @Test
    void aReferenceToAnotherSchemaIsDrawnToThatSchemasTable() {
        assertThat(document("""
                create table person (id int primary key);
                create schema audit;
                create table audit.person (id int primary key references public.person);
                """)).contains("\n    \"public.person\" ||--o| \"person\" : \"id\"\n");
    }

    @Test
    void aUniqueIndexOverSomeRowsOrAnExpressionStillAllowsMany() {
        assertThat(document("""
                create table person (id int primary key);
                create table "some" (person_id int not null references person, active boolean);
                create unique index on "some" (person_id) where active;
                create table expression (person_id int not null references person, kind text);
                create unique index on expression (person_id, lower(kind));
                create table every (person_id int not null references person);
                create unique index on every (person_id);
                """))
                .contains(
                        "\"person\" ||--o{ \"some\"",
                        "\"person\" ||--o{ \"expression\"",
                        "\"person\" ||--o| \"every\"",
                        "\"some\" {\n        integer person_id FK\n",
                        "\"every\" {\n        integer person_id FK, UK\n");
    }

    @Test
    void whatBelongsToAnExtensionIsLeftOutAndNoNamesakeOfIt() {
        assertThat(document("""
                create schema tools;
                create extension pg_buffercache schema tools;
                create table pg_buffercache (id int);
                """)).contains("### pg\\_buffercache\n").doesNotContain("tools", "view");
    }

    @Test
    void theIndexesAndTriggersOfViewsAreTold() {
        assertThat(document("""
                create table person (name text);
                create materialized view names as select distinct name from person;
                create unique index names_name on names (name);
                create view people as select name from person;
                create function kept() returns trigger language plpgsql as $$ begin return null; end $$;
                create trigger keep instead of insert or update on people for each row execute function kept();
                """))
                .contains(
                        "| unique index | `names_name` | `name` |"
                                + " `CREATE UNIQUE INDEX names_name ON public.names USING btree (name)` |\n",
                        "| trigger | `keep` |  | instead of insert or update: `EXECUTE FUNCTION kept()` |\n");
    }

    @Test
    void anIndexIsToldOnceWhateverItsNameInOtherSchemas() {
        assertThat(document("""
                create table person (name text);
                create index by_name on person (name);
                create schema audit;
                create table audit.person (name text);
                create index by_name on audit.person (name);
                """))
                .contains(
                        "| `CREATE INDEX by_name ON audit.person USING btree (name)` |\n",
                        "| `CREATE INDEX by_name ON public.person USING btree (name)` |\n");
    }

    @Test
    void aPipeInCodeIsEscapedBehindABackslashToo() {
        assertThat(document("create table part (name text default 'a\\|b')")).contains("| `'a\\\\|b'::text` |");
    }

    private static String expected() {
        try (var text = SchemaDocumentTest.class.getResourceAsStream("schema.md")) {
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
