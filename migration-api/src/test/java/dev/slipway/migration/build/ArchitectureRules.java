package dev.slipway.migration.build;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.slipway.migration.CredentialProvider;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules, each of which lists what breaks it. */
final class ArchitectureRules {
    private static final String API = "dev.slipway.migration";
    private static final List<String> JDK = List.of("java", "javax");
    private static final List<String> ALWAYS_USABLE = List.of("org.slf4j", "org.jspecify.annotations");

    private static final Set<String> FORBIDDEN_ACCESS = Set.of(
            "java.lang.System.out",
            "java.lang.System.err",
            "java.lang.System.in",
            "java.lang.System.exit",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.System.setProperty",
            "java.lang.System.clearProperty",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Runtime.exit",
            "java.lang.Runtime.halt",
            "java.lang.Runtime.addShutdownHook",
            "java.lang.Throwable.printStackTrace");

    private static final Pattern FORBIDDEN_NAME =
            Pattern.compile("(Default|Abstract)[A-Z].*|.*(Impl|Manager|Helper|Utils?|Service)");
    private static final Pattern BEAN_ACCESSOR = Pattern.compile("get|(get|set|with)[A-Z].*");
    private static final Pattern STATEFUL_TYPE =
            Pattern.compile("java\\.util\\.concurrent\\..*|java\\.lang\\.(ThreadLocal|InheritableThreadLocal|ClassValue"
                    + "|StringBuilder|StringBuffer)|java\\.util\\.(Timer|Properties|BitSet)");
    private static final Pattern UNMODIFIABLE = Pattern.compile(
            "java\\.util\\.(ImmutableCollections|Collections)\\$(List|Set|Map|SubList|Unmodifiable|Empty|Singleton).*");

    private final ModuleDescription module;

    ArchitectureRules(ModuleDescription module) {
        this.module = module;
    }

    /** Every class uses the JDK, SLF4J, JSpecify, migration-api, its own module, and what the module is about. */
    Set<String> foreignDependencies(JavaClasses classes) {
        return sorted(classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> !isUsable(dependency.getTargetClass().getBaseComponentType()))
                .map(dependency -> module.shortName(dependency.getOriginClass().getName()) + " uses "
                        + dependency.getTargetClass().getBaseComponentType().getName()));
    }

    /** Public signatures show the JDK, public types of ours, and escape hatches: never another library's type. */
    Set<String> foreignTypesInSignatures(JavaClasses classes) {
        return module.application
                ? Set.of()
                : sorted(classes.stream()
                        .filter(ArchitectureRules::isVisible)
                        .flatMap(type -> signatures(type)
                                .map(JavaClass::getBaseComponentType)
                                .filter(shown -> !isShowable(shown))
                                .map(shown -> module.shortName(type.getName()) + " shows " + shown.getName())));
    }

    /** An escape hatch is no door for JGit. */
    Set<String> forbiddenEscapeHatches() {
        return sorted(module.escapeHatches.stream().filter(type -> type.startsWith("org.eclipse.jgit.")));
    }

    /** A library reads no environment and no system property, prints nothing, and does not end the process. */
    Set<String> accessToTheProcess(JavaClasses classes) {
        return module.application
                ? Set.of()
                : sorted(classes.stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access -> FORBIDDEN_ACCESS.contains(targetOf(access)))
                        .map(access ->
                                module.shortName(access.getOriginOwner().getName()) + " uses " + targetOf(access))
                        .filter(access -> !module.processAccesses.contains(access)));
    }

    /** Nothing static can change. */
    Set<String> mutableStaticFields(JavaClasses classes) {
        return sorted(classes.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !field.getName().startsWith("$"))
                .filter(ArchitectureRules::isMutable)
                .map(field -> module.shortName(field.getOwner().getName()) + "." + field.getName())
                .filter(field -> !module.staticState.contains(field)));
    }

    /** Every package says that nothing is null unless it says so. */
    Set<String> packagesNotNullMarked(JavaClasses classes) {
        return sorted(classes.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(each -> each.getName()));
    }

    /** The packages that hold public types, other than the one. */
    Set<String> otherPublicPackages(JavaClasses classes) {
        return sorted(classes.stream()
                .filter(ArchitectureRules::isVisible)
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(module.basePackage)));
    }

    /** A name says what a thing does, not that it does something. */
    Set<String> emptyNames(JavaClasses classes) {
        return sorted(classes.stream()
                .filter(type -> FORBIDDEN_NAME.matcher(type.getSimpleName()).matches())
                .map(type -> module.shortName(type.getName())));
    }

    /** Accessors have no {@code get}, builder methods no {@code set} or {@code with}, unless another library named them. */
    Set<String> beanAccessors(JavaClasses classes) {
        return sorted(classes.stream()
                .filter(ArchitectureRules::isVisible)
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> isVisible(method.getModifiers()))
                .filter(method -> BEAN_ACCESSOR.matcher(method.getName()).matches() && !isNamedByAnother(method))
                .map(method -> module.shortName(method.getOwner().getName()) + "." + method.getName()));
    }

    /** The public types that are there. */
    Set<String> publicTypes(JavaClasses classes) {
        return sorted(
                classes.stream().filter(ArchitectureRules::isVisible).map(type -> module.shortName(type.getName())));
    }

    private boolean isUsable(JavaClass type) {
        return type.isPrimitive()
                || isWithin(type, JDK)
                || isWithin(type, ALWAYS_USABLE)
                || isOurs(type)
                || isWithin(type, module.usable);
    }

    private boolean isShowable(JavaClass type) {
        return type.isPrimitive()
                || isWithin(type, JDK)
                || (isOurs(type) && isVisible(type))
                || module.escapeHatches.contains(type.getName());
    }

    /** Of its own module, or of migration-api, whose package is the parent of the others'. */
    private boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(API)
                || (!module.basePackage.equals(API) && isWithin(type, List.of(module.basePackage)));
    }

    private static boolean isWithin(JavaClass type, List<String> packages) {
        return packages.stream()
                .anyMatch(each -> type.getPackageName().equals(each)
                        || type.getPackageName().startsWith(each + "."));
    }

    private Stream<JavaClass> signatures(JavaClass type) {
        // A hidden superclass of our own shows nothing that the class itself does not show.
        var supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                .filter(each -> !isOurs(each));
        var fields = type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .flatMap(field -> field.getAllInvolvedRawTypes().stream());
        var methods = type.getCodeUnits().stream()
                .filter(method -> isVisible(method.getModifiers())
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .flatMap(ArchitectureRules::signatures);
        return Stream.of(supertypes, fields, methods).flatMap(each -> each);
    }

    private static Stream<JavaClass> signatures(JavaCodeUnit method) {
        return Stream.concat(
                method.getAllInvolvedRawTypes().stream(),
                method.getExceptionTypes().stream().map(JavaClass.class::cast));
    }

    /** Can be seen from another module: public, or protected in a class that can be extended. */
    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureRules::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static String targetOf(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        String declaring = owner.isAssignableTo(Throwable.class) ? Throwable.class.getName() : owner.getName();
        return declaring + "." + access.getTarget().getName();
    }

    private static boolean isMutable(JavaField field) {
        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
            return true;
        }
        JavaClass type = field.getRawType();
        if (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)) {
            return !UNMODIFIABLE.matcher(valueOf(field).getClass().getName()).matches();
        }
        return STATEFUL_TYPE.matcher(type.getName()).matches() && !type.isEnum();
    }

    private static Object valueOf(JavaField field) {
        try {
            Field reflected = field.reflect();
            reflected.setAccessible(true);
            return reflected.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("Cannot read " + field.getFullName(), e);
        }
    }

    private boolean isNamedByAnother(JavaMethod method) {
        return (method.getName().equals("get") && method.getOwner().isAssignableTo(CredentialProvider.class))
                || Stream.concat(
                                method.getOwner().getAllRawSuperclasses().stream(),
                                method.getOwner().getAllRawInterfaces().stream())
                        .filter(type -> isWithin(type, JDK) || isWithin(type, module.usable))
                        .anyMatch(type -> type.tryGetMethod(
                                        method.getName(),
                                        method.getRawParameterTypes().stream()
                                                .map(JavaClass::getName)
                                                .toArray(String[]::new))
                                .isPresent());
    }

    private static Set<String> sorted(Stream<String> texts) {
        return texts.collect(toCollection(TreeSet::new));
    }
}
