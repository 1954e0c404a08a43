package dev.slipway.migration.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureRulesTest {
    private static final String PACKAGE = "dev.slipway.migration.build.violating";
    private static final String ARCH_UNIT = "com.tngtech.archunit";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(PACKAGE);

    private final ModuleDescription module = ModuleDescription.library(PACKAGE);
    private final ArchitectureRules rules = new ArchitectureRules(module);

    @Test
    void aLibraryThatWasNotGrantedIsFound() {
        assertThat(rules.foreignDependencies(CLASSES)).containsExactly("Violations uses " + JavaClass.class.getName());
        assertThat(new ArchitectureRules(module.mayUse(ARCH_UNIT)).foreignDependencies(CLASSES))
                .isEmpty();
    }

    @Test
    void aSiblingModuleIsFound() {
        var other = new ArchitectureRules(
                ModuleDescription.library("dev.slipway.migration.build.other").mayUse(ARCH_UNIT, PACKAGE + ".second"));
        assertThat(other.foreignDependencies(CLASSES))
                .contains(PACKAGE + ".Violations uses " + PACKAGE + ".Violations$Hidden");
    }

    @Test
    void aForeignOrHiddenTypeInAPublicSignatureIsFound() {
        String hidden = "Violations shows " + PACKAGE + ".Violations$Hidden";
        assertThat(rules.foreignTypesInSignatures(CLASSES))
                .containsExactly("Violations shows " + JavaClass.class.getName(), hidden);
        assertThat(new ArchitectureRules(module.mayShow(JavaClass.class.getName())).foreignTypesInSignatures(CLASSES))
                .containsExactly(hidden);
    }

    @Test
    void jgitIsNoEscapeHatch() {
        assertThat(new ArchitectureRules(module.mayShow("org.eclipse.jgit.lib.Repository")).forbiddenEscapeHatches())
                .containsExactly("org.eclipse.jgit.lib.Repository");
    }

    @Test
    void accessToTheProcessIsFound() {
        assertThat(rules.accessToTheProcess(CLASSES))
                .containsExactly(
                        "Violations uses java.lang.System.exit",
                        "Violations uses java.lang.System.getProperty",
                        "Violations uses java.lang.System.getenv",
                        "Violations uses java.lang.System.out",
                        "Violations uses java.lang.Throwable.printStackTrace");
        assertThat(new ArchitectureRules(ModuleDescription.application(PACKAGE)).accessToTheProcess(CLASSES))
                .isEmpty();
        String one = "Violations uses java.lang.System.getProperty";
        assertThat(new ArchitectureRules(module.mayAccess(one)).accessToTheProcess(CLASSES))
                .hasSize(4)
                .doesNotContain(one);
    }

    @Test
    void staticStateIsFound() {
        assertThat(rules.mutableStaticFields(CLASSES))
                .containsExactly(
                        "Violations.CACHE", "Violations.LOCK", "Violations.MODIFIABLE_LIST", "Violations.counter");
        assertThat(new ArchitectureRules(module.mayKeepStatic("Violations.LOCK")).mutableStaticFields(CLASSES))
                .doesNotContain("Violations.LOCK");
    }

    @Test
    void aPackageThatIsNotNullMarkedIsFound() {
        assertThat(rules.packagesNotNullMarked(CLASSES)).containsExactly(PACKAGE);
    }

    @Test
    void aSecondPublicPackageIsFound() {
        assertThat(rules.otherPublicPackages(CLASSES)).containsExactly(PACKAGE + ".second");
    }

    @Test
    void anEmptyNameIsFound() {
        assertThat(rules.emptyNames(CLASSES)).containsExactly("Violations.AbstractThing", "Violations.ThingManager");
    }

    @Test
    void aBeanAccessorIsFound() {
        assertThat(rules.beanAccessors(CLASSES))
                .containsExactly("Violations.getName", "Violations.setName", "Violations.withName");
    }

    @Test
    void publicTypesAreListedWithNestedOnes() {
        assertThat(rules.publicTypes(CLASSES))
                .containsExactly(
                        "Violations", "Violations.Credentials", "Violations.Failure", "second.SecondPublicPackage");
    }
}
