package dev.slipway.migration.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;

/** Which tests share a database. */
enum DatabaseScope {
    TEST {
        @Override
        ExtensionContext owner(ExtensionContext context) {
            return context;
        }
    },
    CLASS {
        @Override
        ExtensionContext owner(ExtensionContext context) {
            ExtensionContext owner = context;
            while (owner.getParent().filter(DatabaseScope::isOfClass).isPresent()) {
                owner = owner.getParent().orElseThrow();
            }
            return owner;
        }
    },
    SHARED {
        @Override
        ExtensionContext owner(ExtensionContext context) {
            return context.getRoot();
        }
    };

    /** The context at whose end the database is dropped. */
    abstract ExtensionContext owner(ExtensionContext context);

    private static boolean isOfClass(ExtensionContext context) {
        return context.getTestClass().isPresent();
    }
}
