package mind.protocol;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;

/** Looks at how the packages of a module depend on each other. */
public final class Packages {
    private Packages() {}

    /** Fails, naming the way around, where packages below {@code root} form a circle. */
    public static void assertNoCircle(String root) {
        var classes = new ClassFileImporter()
                .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
        slices().matching("mind.(**)").should().beFreeOfCycles().check(classes);
    }
}
