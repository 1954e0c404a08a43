package dev.slipway.migration.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Registers a {@link MigrationExtension} for a test class, its subclasses and the classes nested in it. Since an
 * annotation cannot hold an engine, a class supplies it:
 *
 * <pre>{@code
 * class OurSchema implements Supplier<MigrationExtension> {
 *     public MigrationExtension get() {
 *         return MigrationExtension.postgres(new FlywayEngine(), ChangelogSource.classpath("db/migration"));
 *     }
 * }
 *
 * @MigratedDatabase(OurSchema.class)
 * class PersonsTest {
 *     @Test
 *     void emailsAreUnique(DataSource database) { … }
 * }
 * }</pre>
 *
 * <p>It may stand on an annotation of your own, which is then worth as much.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MigratedDatabaseExtension.class)
public @interface MigratedDatabase {
    /** Supplies the extension: a class with a constructor without parameters, asked once in a run of tests. */
    Class<? extends Supplier<MigrationExtension>> value();
}
