package dev.slipway.migration.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The architecture of every module. A module's tests hold one subclass that describes the module; what it may use and what
 * it shows grows only there, on purpose.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // Reading a module's classes, and those that they name, takes seconds.
public abstract class ModuleRules {
    private final ModuleDescription module;
    private final ArchitectureRules rules;
    private final JavaClasses classes;

    protected ModuleRules(ModuleDescription module) {
        this.module = module;
        this.rules = new ArchitectureRules(module);
        this.classes = new ClassFileImporter().importPath(mainClasses());
    }

    /** {@code target/classes}, beside the {@code target/test-classes} that holds the subclass. */
    private Path mainClasses() {
        try {
            var tests = getClass().getProtectionDomain().getCodeSource().getLocation();
            return Path.of(tests.toURI()).resolveSibling("classes");
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theModuleUsesOnlyWhatItIsAbout() {
        assertThat(rules.foreignDependencies(classes)).isEmpty();
    }

    @Test
    void noPublicSignatureShowsAnotherLibrarysType() {
        assertThat(rules.foreignTypesInSignatures(classes)).isEmpty();
        assertThat(rules.forbiddenEscapeHatches()).isEmpty();
    }

    @Test
    void aLibraryLeavesTheProcessAlone() {
        assertThat(rules.accessToTheProcess(classes)).isEmpty();
    }

    @Test
    void nothingStaticCanChange() {
        assertThat(rules.mutableStaticFields(classes)).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(rules.packagesNotNullMarked(classes)).isEmpty();
    }

    @Test
    void onePackageIsPublic() {
        assertThat(rules.otherPublicPackages(classes)).isEmpty();
    }

    @Test
    void noNameIsEmptyOfMeaning() {
        assertThat(rules.emptyNames(classes)).isEmpty();
    }

    @Test
    void accessorsAreNotNamedLikeBeans() {
        assertThat(rules.beanAccessors(classes)).isEmpty();
    }

    @Test
    void thePublicTypesAreThoseListed() {
        assertThat(rules.publicTypes(classes)).containsExactlyInAnyOrderElementsOf(module.publicTypes);
    }
}
