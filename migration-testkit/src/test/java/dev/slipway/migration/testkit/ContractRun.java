package dev.slipway.migration.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a contract against an implementation with a flaw, and tells which of its tests noticed. */
final class ContractRun {
    private static final String FLAW = "slipway.flaw";

    private ContractRun() {}

    /** The names of the tests that failed. */
    static Set<String> failures(Class<?> contract, Enum<?> flaw) {
        return failures(selectClass(contract), flaw);
    }

    /** The names of those of the selected tests that failed. */
    static Set<String> failures(DiscoverySelector selected, Enum<?> flaw) {
        var failed = new TreeSet<String>();
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter(FLAW, flaw.name())
                .selectors(selected)
                .execute()
                .allEvents()
                .failed()
                .map(Event::getTestDescriptor)
                .map(ContractRun::name)
                .forEach(failed::add);
        return failed;
    }

    private static String name(TestDescriptor test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .orElseGet(test::getDisplayName);
    }

    /** Tells a contract's subclass which flaw it should have. */
    static final class Choice<F extends Enum<F>> implements BeforeEachCallback {
        private final Class<F> flaws;
        private F flaw;

        Choice(Class<F> flaws) {
            this.flaws = flaws;
        }

        F flaw() {
            return flaw;
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            flaw = Enum.valueOf(flaws, context.getConfigurationParameter(FLAW).orElseThrow());
        }
    }
}
