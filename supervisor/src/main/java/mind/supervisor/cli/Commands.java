package mind.supervisor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.protocol.FileTrouble;
import mind.protocol.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command tree, built by constructors for one command line. */
public final class Commands {
    private static final Set<Class<?>> NUMBERS = Set.of(int.class, Integer.class);

    private Commands() {}

    /** What a terminal types: every command; those for the running supervisor are sent to it. */
    public static int run(List<String> arguments, Map<String, String> environment) {
        var screen = new Terminal(environment);
        return execute(all(new Desk(screen, arguments, environment, Optional.empty())), arguments);
    }

    /** What the running supervisor answers. */
    static int answer(Desk desk) {
        return execute(everyday(desk), desk.arguments());
    }

    private static int execute(CommandLine mind, List<String> words) {
        List<String> asked = new ArrayList<>(words);
        if (!asked.isEmpty() && asked.get(0).equals("help")) { // asks as the option does
            asked.remove(0);
            if (asked.isEmpty() || mind.getSubcommands().containsKey(asked.get(0))) {
                asked.add("--help");
            }
        }
        return mind.execute(asked.toArray(String[]::new));
    }

    private static CommandLine everyday(Desk desk) {
        var mind = new CommandLine(new Mind());
        mind.addSubcommand(new HeldCommand(desk));
        for (Function<Desk, Object> command : EVERYDAY) {
            mind.addSubcommand(command.apply(desk));
        }
        return dressed(mind, desk);
    }

    private static CommandLine all(Desk desk) {
        var mind = new CommandLine(new Mind());
        mind.addSubcommand(new UpCommand(desk));
        for (Function<Desk, Object> command : EVERYDAY) {
            mind.addSubcommand(command.apply(desk));
        }
        for (Function<Desk, Object> command : OTHERS) {
            mind.addSubcommand(command.apply(desk));
        }
        return dressed(mind, desk);
    }

    private static final List<Function<Desk, Object>> EVERYDAY = List.of(
            DownCommand::new,
            StartCommand::new,
            StopCommand::new,
            RestartCommand::new,
            StatusCommand::new,
            WhyCommand::new,
            LogsCommand::new,
            EventsCommand::new,
            ReloadCommand::new,
            ResetCommand::new,
            KillCommand::new,
            FollowCommand::new);

    private static final List<Function<Desk, Object>> OTHERS = List.of(
            ValidateCommand::new,
            SettingsCommand::new,
            SeedCommand::new,
            ImportCommand::new,
            ExportCommand::new,
            InjectCommand::new,
            DoctorCommand::new,
            CompletionCommand::new);

    private static CommandLine dressed(CommandLine mind, Desk desk) {
        mind.setOut(writer(desk.screen()::line));
        mind.setErr(writer(desk.screen()::problem));
        mind.setColorScheme(CommandLine.Help.defaultColorScheme(
                desk.screen().look().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        mind.setParameterExceptionHandler((problem, words) -> {
            desk.screen().problem(oneLine(problem, List.of(words)));
            return ExitCodes.USAGE;
        });
        mind.setExecutionStrategy(words -> {
            refuseHelpForNothing(words);
            return new CommandLine.RunLast().execute(words);
        });
        mind.setExecutionExceptionHandler((failure, command, words) -> {
            if (failure instanceof ConfigException) {
                desk.screen().problem(failure.getMessage());
                return ExitCodes.CONFIG;
            }
            desk.screen().problem(command.getCommandName() + " failed: " + inWords(failure));
            return ExitCodes.FAILED;
        });
        return mind;
    }

    /** Where help is asked for, picocli passes over words that mean nothing: a command that is not there has none. */
    private static void refuseHelpForNothing(CommandLine.ParseResult words) {
        CommandLine.ParseResult last = words;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine.Model.CommandSpec command = last.commandSpec();
        if (!last.unmatched().isEmpty() && command.unmatchedArgsBindings().isEmpty()) {
            throw new CommandLine.UnmatchedArgumentException(command.commandLine(), last.unmatched());
        }
    }

    /** A fault of a file in the operator's words; of anything else, what would help to find it. */
    private static String inWords(Exception failure) {
        boolean file = failure instanceof IOException || failure instanceof UncheckedIOException;
        return file ? FileTrouble.of(failure) : failure.toString();
    }

    /** What is wrong with the words, with the nearest known one. */
    private static String oneLine(CommandLine.ParameterException problem, List<String> words) {
        CommandLine command = problem.getCommandLine();
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unknown(command, unmatched.getUnmatched().get(0), words);
        }
        String see = "; see \"mind " + (command.getParent() == null ? "" : command.getCommandName() + " ") + "--help\"";
        if (problem instanceof CommandLine.MissingParameterException missing) {
            Optional<String> strange = unknownOption(command, words);
            if (strange.isPresent()) {
                return unknown(command, strange.get(), words);
            }
            return command.getCommandName() + " lacks "
                    + missing.getMissing().stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" and ")) + see;
        }
        if (problem.getArgSpec() != null && problem.getValue() != null) {
            String name = problem.getArgSpec() instanceof OptionSpec option
                    ? asTyped(option, words)
                    : problem.getArgSpec().paramLabel();
            return name + " is \"" + problem.getValue() + "\": give " + expected(problem.getArgSpec()) + see;
        }
        return problem.getMessage().lines().findFirst().orElse("") + see;
    }

    private static String asTyped(OptionSpec option, List<String> words) {
        return Stream.of(option.names())
                .filter(name -> words.stream().anyMatch(word -> word.startsWith(name)))
                .findFirst()
                .orElse(option.longestName());
    }

    private static String expected(ArgSpec argument) {
        for (Object converter : argument.converters()) {
            if (converter instanceof Expecting told) {
                return told.expected();
            }
        }
        return NUMBERS.contains(argument.typeInfo().getType()) ? "a whole number" : "another value";
    }

    /** An option that the command does not have, where what it lacks was noticed first. */
    private static Optional<String> unknownOption(CommandLine command, List<String> words) {
        Set<String> known = command.getCommandSpec().optionsMap().keySet();
        return words.stream()
                .takeWhile(word -> !word.equals("--"))
                .filter(word -> word.startsWith("-") && word.length() > 1)
                .filter(word -> !known.contains(word.startsWith("--") ? word.split("=", 2)[0] : word.substring(0, 2)))
                .findFirst();
    }

    private static String unknown(CommandLine command, String word, List<String> words) {
        boolean option = word.startsWith("-");
        Optional<String> verb = !option
                ? Optional.empty()
                : words.stream().filter(command.getSubcommands()::containsKey).findFirst();
        if (verb.isPresent()) { // only of mind itself
            return word + " stands before the command: put it after \"mind " + verb.get() + "\"";
        }
        List<String> known = option
                ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
                : List.copyOf(command.getSubcommands().keySet());
        String what = option ? "option" : command.getSubcommands().isEmpty() ? "argument" : "command";
        return "unknown " + what + " \"" + word + "\"" + Nearest.hint(word, known) + "; see \"mind "
                + (command.getParent() == null ? "" : command.getCommandName() + " ") + "--help\"";
    }

    /** Hands whole lines on. */
    private static PrintWriter writer(Consumer<String> lines) {
        return new PrintWriter(new StringWriter() {
            @Override
            public void flush() {
                String text = toString();
                getBuffer().setLength(0);
                text.lines().forEach(lines);
            }
        });
    }
}
