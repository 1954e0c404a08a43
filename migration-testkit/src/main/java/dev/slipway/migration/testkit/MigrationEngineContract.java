package dev.slipway.migration.testkit;

/**
 * What {@link dev.slipway.migration.MigrationEngine} promises. Extend it in your tests, say how your engine wants a
 * migration written down, and see it pass:
 *
 * <pre>{@code
 * class MyEngineTest extends MigrationEngineContract {
 *     @Override
 *     protected MigrationEngine engine() {
 *         return new MyEngine();
 *     }
 *
 *     @Override
 *     protected DataSource emptyDatabase() {
 *         var database = new JdbcDataSource();
 *         database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
 *         return database;
 *     }
 *
 *     @Override
 *     protected Changelog changelog(List<MigrationStep> steps) {
 *         var files = new HashMap<String, String>();
 *         steps.forEach(step -> files.put(step.number() + "__" + step.name() + ".sql", step.sql()));
 *         return Changelog.of(files);
 *     }
 *
 *     @Override
 *     protected String id(MigrationStep step) {
 *         return String.valueOf(step.number());
 *     }
 *
 *     @Override
 *     protected Set<EngineTrait> traits() {
 *         return Set.of(EngineTrait.REJECTS_CHANGED, EngineTrait.RECOVERS_FROM_FAILURE);
 *     }
 * }
 * }</pre>
 *
 * <p>The other methods to override say what the engine has in addition; what it does not have is skipped, with a reason
 * that the test report shows. The steps that the contract's changelogs are made of:
 *
 * <table>
 * <caption>The fixture</caption>
 * <tr><th>number</th><th>name</th><th>SQL</th><th>edited</th></tr>
 * <tr><td>1</td><td>{@code ship}</td><td>{@code create table ship (id int, name varchar(200))}</td><td></td></tr>
 * <tr><td>2</td><td>{@code argo}</td><td>{@code insert into ship values (1, 'Argo')}</td>
 *     <td>{@code insert into ship values (1, 'Calypso')}; renamed: {@code first_ship}; with a secret parameter in the
 *     place of {@code Argo}, which some variants make fail</td></tr>
 * <tr><td>3</td><td>{@code port}</td><td>{@code create table port (id int)}</td>
 *     <td>broken: {@code insert into no_such_table values (1)}</td></tr>
 * <tr><td>4</td><td>{@code cargo}</td><td>{@code create table cargo (id int)}</td><td></td></tr>
 * <tr><td>5, repeatable</td><td>{@code fleet}</td><td>{@code insert into ship values (2, 'Beagle')}</td>
 *     <td>{@code insert into ship values (3, 'Dunbrody')}</td></tr>
 * </table>
 *
 * <p>Since each step leaves a table or a row of its own, the database itself tells what was executed and how often.
 */
public abstract class MigrationEngineContract extends SecretContract {
    /** For subclasses. */
    protected MigrationEngineContract() {}
}
