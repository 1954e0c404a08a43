package dev.slipway.migration.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes and drops copies of a template on a PostgreSQL server. {@code CREATE DATABASE … TEMPLATE} leaves out what a
 * changelog has granted on, or set for, its own database, and whom it has made the owner: that is put on each copy.
 */
final class PostgresCopies implements Copier {
    /** Where the name of the copy goes: no identifier can hold it. */
    private static final String PLACE = "\0";
    /** What copies that wait to be dropped may take on the disk, and how many may wait. */
    private static final long SPARE_BYTES = 256L << 20;

    private static final int MOST_SPARE = 32;

    /** What PostgreSQL flags so in its source: as one literal, their lists would be taken for one name. */
    private static final Set<String> LISTS_OF_NAMES = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    private static final Pattern ELEMENT = Pattern.compile("\"((?:[^\"]|\"\")*)\"|[^,\\s]+");

    private final AdminConnections admin;
    private final String template;
    private final String strategy;
    private final int spare;
    private final List<String> properties;

    private PostgresCopies(
            AdminConnections admin, String template, String strategy, int spare, List<String> properties) {
        this.admin = admin;
        this.template = template;
        this.strategy = strategy;
        this.spare = spare;
        this.properties = properties;
    }

    /** Copies of a template that will not change any more. */
    static PostgresCopies of(AdminConnections admin, String template) {
        return new PostgresCopies(
                admin, template, strategy(admin), spare(admin, template), properties(admin, template));
    }

    @Override
    public void make(String name) {
        var statements = new ArrayList<String>();
        statements.add("create database " + quoted(name) + " template " + quoted(template) + strategy);
        properties.forEach(property -> statements.add(property.replace(PLACE, quoted(name))));
        admin.execute("Cannot copy the template to database '" + name + "'", statements);
    }

    @Override
    public void disconnect(String name) {
        admin.query(
                "Cannot end the connections to database '" + name + "'",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name
                        + "' and backend_type = 'client backend'");
    }

    @Override
    public void drop(String name) {
        drop(admin, name);
    }

    @Override
    public int spare() {
        return spare;
    }

    /** Drops a database, whoever is connected to it. */
    static void drop(AdminConnections admin, String name) {
        admin.execute(
                "Cannot drop database '" + name + "'",
                List.of("drop database if exists " + quoted(name) + " with (force)"));
    }

    /**
     * Without fsync the file system's own copying is fastest, three times; with it, two checkpoints cost more than
     * writing all pages to the log. Before PostgreSQL 15 there is no choice.
     */
    private static String strategy(AdminConnections admin) {
        List<String> row = admin.query(
                        "Cannot read the server's settings",
                        "select current_setting('server_version_num'), current_setting('fsync')")
                .get(0);
        if (Integer.parseInt(row.get(0)) < 150_000) {
            return "";
        }
        return row.get(1).equals("off") ? " strategy file_copy" : " strategy wal_log";
    }

    /** Each drop writes a checkpoint, for which those who make copies wait. */
    private static int spare(AdminConnections admin, String template) {
        String size = admin.query(
                        "Cannot read the size of database '" + template + "'",
                        "select case when has_database_privilege('" + template + "', 'connect') then pg_database_size('"
                                + template + "') end")
                .get(0)
                .get(0);
        return size.isEmpty() ? 1 : (int) Math.min(MOST_SPARE, SPARE_BYTES / Long.parseLong(size));
    }

    /** The owner first: the rest is then as if that one had made the copy. */
    private static List<String> properties(AdminConnections admin, String template) {
        return Stream.of(owner(admin, template), privileges(admin, template), settings(admin, template))
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<String> owner(AdminConnections admin, String template) {
        return admin
                .query(
                        "Cannot read the owner of '" + template + "'",
                        "select quote_ident(pg_get_userbyid(datdba)) from pg_database where datname = '" + template
                                + "' and pg_get_userbyid(datdba) <> current_user")
                .stream()
                .map(row -> "alter database " + PLACE + " owner to " + row.get(0));
    }

    private static Stream<String> privileges(AdminConnections admin, String template) {
        var grants = admin.query(
                "Cannot read the privileges on '" + template + "'",
                "select privilege_type, case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,"
                        + " is_grantable from pg_database, aclexplode(datacl) where datname = '" + template
                        + "' and grantee <> datdba");
        // Without a list of its own, the database has the one that its copies begin with.
        boolean standard = admin.query(
                                "Cannot read the privileges on '" + template + "'",
                                "select 1 from pg_database where datname = '" + template + "' and datacl is null")
                        .size()
                == 1;
        return standard
                ? Stream.empty()
                : Stream.concat(
                        Stream.of("revoke all on database " + PLACE + " from public"),
                        grants.stream()
                                .map(grant -> "grant " + grant.get(0) + " on database " + PLACE + " to " + grant.get(1)
                                        + (grant.get(2).equals("t") ? " with grant option" : "")));
    }

    /** As literals: to set them in the administrator's own session first would change what the next statements do. */
    private static Stream<String> settings(AdminConnections admin, String template) {
        return admin
                .query(
                        "Cannot read the settings of '" + template + "'",
                        "select split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1),"
                                + " case setrole when 0 then '' else quote_ident(pg_get_userbyid(setrole)) end"
                                + " from pg_db_role_setting, unnest(setconfig) setting"
                                + " where setdatabase = (select oid from pg_database where datname = '" + template
                                + "')")
                .stream()
                .map(row -> {
                    String whose = row.get(2).isEmpty()
                            ? "alter database " + PLACE
                            : "alter role " + row.get(2) + " in database " + PLACE;
                    return whose + " set " + quoted(row.get(0)) + " to " + value(row.get(0), row.get(1));
                });
    }

    private static String value(String setting, String stored) {
        if (!LISTS_OF_NAMES.contains(setting) || stored.isEmpty()) {
            return literal(stored);
        }
        return ELEMENT.matcher(stored)
                .results()
                .map(element -> element.group(1) == null
                        ? element.group()
                        : element.group(1).replace("\"\"", "\""))
                .map(PostgresCopies::literal)
                .collect(Collectors.joining(", "));
    }

    /** Whatever {@code standard_conforming_strings} is. */
    private static String literal(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
