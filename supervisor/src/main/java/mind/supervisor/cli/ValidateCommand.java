package mind.supervisor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.config.ServicesFile;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "validate",
        description = "Check the services file and the settings without starting anything.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "78:something is wrong, each line says where and what"})
final class ValidateCommand implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Services file; default: the one \"up\" would take.")
    private Path file;

    @Mixin
    private InstanceOptions options;

    ValidateCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        try {
            InstanceOptions.Chosen chosen = options.choose(desk.environment(), false);
            var config = file == null ? chosen.config() : Optional.of(file.toAbsolutePath());
            if (config.isPresent() && !Files.isReadable(config.get())) {
                desk.screen().problem(config.get() + " cannot be read");
                return ExitCodes.CONFIG;
            }
            var services = ServicesFile.load(chosen.instance(), config);
            new SettingsCheck(desk.environment()).check(services);
            desk.screen().line(config.map(Path::toString).orElse("built-in services") + ": all is well");
            for (ServiceSpec service : services.services()) {
                desk.screen()
                        .line("  " + service.name() + " (" + service.kind() + ")"
                                + (service.requires().isEmpty()
                                        ? ""
                                        : " needs "
                                                + String.join(
                                                        ", ",
                                                        service.requires().stream()
                                                                .map(ServiceSpec.Requirement::name)
                                                                .toList())));
            }
            if (services.engine().isPresent()) {
                desk.screen().line("  and an engine for each citizen FalkorDB has a graph of");
            }
            return ExitCodes.OK;
        } catch (ConfigException e) {
            desk.screen().problem(e.getMessage());
            return ExitCodes.CONFIG;
        }
    }
}
