package mind.supervisor.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.protocol.WireJson;
import mind.supervisor.dist.Distribution;
import mind.supervisor.dist.Distribution.Program;
import mind.supervisor.dist.ProgramSettings;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "settings",
        description =
                "Print every setting of every service: the environment variable, its unit, what it may be, its default.",
        footer = "%nA setting given to \"mind up\" reaches every service it starts.")
final class SettingsCommand implements Callable<Integer> {
    /** What counts something says its unit at the end of its name; the longer ending first. */
    private static final List<Map.Entry<String, String>> UNITS = List.of(
            Map.entry("_PER_S", "1/s"),
            Map.entry("_MS", "ms"),
            Map.entry("_S", "s"),
            Map.entry("_SECONDS", "s"),
            Map.entry("_MIB", "MiB"),
            Map.entry("_BYTES", "bytes"),
            Map.entry("_TICKS", "ticks"));

    /** The supervisor's own, and those every service of ours has. */
    private static final List<Env.Asked> OWN = List.of(
            new Env.Asked("MIND_STATE", "folder", ".mind"),
            new Env.Asked("PORT", "1 to 65535", "8000"),
            new Env.Asked("MIND_CONFIG", "services file", "mind.yaml if it is there, else built in"),
            new Env.Asked("MIND_SMALL", "1 or 0", "0"),
            new Env.Asked("FALKORDB_URL", "redis:// or rediss:// address", "a FalkorDB of the instance's own"),
            new Env.Asked("FALKORDB_PASSWORD", "text", ""),
            new Env.Asked("REDIS_URL", "redis:// or rediss:// address", "FALKORDB_URL"),
            new Env.Asked("MIND_LOADING_AT_ONCE", "1 to 1000", "processors"),
            new Env.Asked("MIND_LIVENESS_S", "1 to 86400", "30"),
            new Env.Asked("MIND_GATEWAY_HEAP_MIB", "24 to 65536", "128"),
            new Env.Asked("MIND_ENGINE_HEAP_MIB", "12 to 65536, or 0: by the graph's size", "0"),
            new Env.Asked("MIND_LOG_MAX_BYTES", "1024 to 2147483647", "10485760"),
            new Env.Asked("MIND_LOG_KEEP", "1 to 1000", "5"),
            new Env.Asked("MIND_CACHE", "folder", "~/.cache/mind"),
            new Env.Asked("NO_COLOR", "anything: no colours", ""));

    private final Desk desk;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    SettingsCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            show("supervisor", OWN);
            show("gateway", ask(Program.GATEWAY));
            show("engine", ask(Program.WORKER));
            return ExitCodes.OK;
        } catch (IOException | TimeoutException e) {
            desk.screen().problem("a module did not tell its settings: " + e.getMessage());
            return ExitCodes.FAILED;
        }
    }

    private static List<Env.Asked> ask(Program program) throws IOException, InterruptedException, TimeoutException {
        return new ProgramSettings(Distribution.locate(), program).all();
    }

    private void show(String service, List<Env.Asked> settings) throws IOException {
        if (json) {
            for (Env.Asked setting : settings) {
                var line = WireJson.MAPPER.createObjectNode();
                line.put("service", service).put("name", setting.name()).put("unit", unit(setting.name()));
                line.put("allowed", setting.allowed()).put("default", setting.fallback());
                desk.screen().line(line.toString());
            }
            return;
        }
        var table = new Table();
        table.row(service.toUpperCase(Locale.ROOT), "UNIT", "MAY BE", "DEFAULT");
        for (Env.Asked setting : settings) {
            table.row(setting.name(), unit(setting.name()), setting.allowed(), setting.fallback());
        }
        var colours = Colours.of(desk.screen());
        table.lines((row, column, cell) -> row == 0 ? colours.bold(cell) : cell).forEach(desk.screen()::line);
        desk.screen().line("");
    }

    private static String unit(String name) {
        return UNITS.stream()
                .filter(unit -> name.endsWith(unit.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
