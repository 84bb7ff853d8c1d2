package mind.supervisor.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The build this is. */
public final class Version implements IVersionProvider {
    /** Such as {@code 0.1.0}; {@code unpackaged} where it runs from class files. */
    public static final String TEXT = Optional.ofNullable(
                    Version.class.getPackage().getImplementationVersion())
            .orElse("unpackaged");

    @Override
    public String[] getVersion() {
        return new String[] {"mind " + TEXT, "Java " + System.getProperty("java.vm.version")};
    }
}
