package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Does what the extension does that {@link MigratedDatabase} names. */
final class MigratedDatabaseExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace STORE = Namespace.create(MigratedDatabaseExtension.class);

    MigratedDatabaseExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return named(context).supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return named(context).resolveParameter(parameter, context);
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        named(context).afterEach(context);
    }

    private static MigrationExtension named(ExtensionContext context) {
        var supplier = AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), MigratedDatabase.class, context.getEnclosingTestClasses())
                .orElseThrow()
                .value();
        return requireNonNull(context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(supplier, MigratedDatabaseExtension::supplied, MigrationExtension.class));
    }

    private static MigrationExtension supplied(Class<? extends Supplier<MigrationExtension>> supplier) {
        return ReflectionSupport.newInstance(supplier).get();
    }
}
