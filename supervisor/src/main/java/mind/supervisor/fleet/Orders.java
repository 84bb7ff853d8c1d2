package mind.supervisor.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.process.Child;
import mind.supervisor.process.Ending;

/** Carries out what people ask of the keeper. Runs on its loop. */
final class Orders {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final String ENDING = "everything is being stopped";
    private static final Duration AFTER_DEADLINE = Duration.ofSeconds(8); // for SIGKILL to show

    private final Keeper keeper;
    private final List<CompletableFuture<Outcome>> closers = new ArrayList<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final OneAtATime reloads = new OneAtATime(this::reload);
    private boolean hurried;
    private boolean sweeping;

    Orders(Keeper keeper) {
        this.keeper = keeper;
    }

    /** Answers in any case: a fault of ours is told to whoever asked, and goes on to the log. */
    void carryOut(Command command, CompletableFuture<Outcome> answer) {
        answering(answer, () -> begin(command, answer));
    }

    private static void answering(CompletableFuture<Outcome> answer, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            answer.complete(Outcome.of(ExitCodes.FAILED, "the keeper met a fault of its own: " + e));
            throw e;
        }
    }

    private void begin(Command command, CompletableFuture<Outcome> answer) {
        if (keeper.closing() && !(command instanceof Command.Shutdown)) {
            answer.complete(Outcome.of(ExitCodes.FAILED, ENDING));
        } else if (command instanceof Command.Up up) {
            up(up, answer);
        } else if (command instanceof Command.Start start) {
            kept(start.names(), answer, services -> startThese(services, true, start.patience(), answer));
        } else if (command instanceof Command.StartAll all) {
            startAll(all.patience(), answer);
        } else if (command instanceof Command.Stop stop) {
            named(stop.names(), answer, services -> stopThese(services, answer));
        } else if (command instanceof Command.Restart restart) {
            kept(restart.names(), answer, services -> restartThese(services, restart.patience(), answer));
        } else if (command instanceof Command.Reset reset) {
            named(reset.names(), answer, services -> {
                services.forEach(Service::reset);
                answer.complete(Outcome.done());
            });
        } else if (command instanceof Command.Reload) {
            reloads.ask(answer);
        } else if (command instanceof Command.Signal signal) {
            named(List.of(signal.name()), answer, services -> signal(services.get(0), signal.signal(), answer));
        } else if (command instanceof Command.Looking looking) {
            keeper.discovery().announce(looking.reason());
            answer.complete(Outcome.done());
        } else if (command instanceof Command.Shutdown shutdown) {
            shutdown(shutdown.now(), answer);
        }
    }

    private void up(Command.Up up, CompletableFuture<Outcome> answer) {
        if (up.names().isEmpty()) {
            startAll(up.patience(), answer);
        } else {
            kept(up.names(), answer, services -> startThese(services, false, up.patience(), answer));
        }
    }

    private void startAll(Duration patience, CompletableFuture<Outcome> answer) {
        keeper.announceWhenAllRun();
        keeper.roster().all().forEach(service -> service.start(false));
        if (keeper.file().engine().isPresent()) {
            keeper.discovery().announce("looking for citizens");
            keeper.discovery().look(graphs -> found(graphs, true, false));
        }
        keeper.waits().untilAllUp(name -> all(), () -> !keeper.discovery().looking(), patience, answer);
    }

    /**
     * FalkorDB has answered: each citizen gets an engine; one whose graph is gone is kept only while it runs.
     *
     * @param startAll whether to start those that were known before, too
     * @return those that were not known before
     */
    private List<String> found(List<GraphName> graphs, boolean startAll, boolean endTheVanished) {
        Set<String> present = new LinkedHashSet<>();
        List<String> added = new ArrayList<>();
        for (GraphName graph : graphs) {
            boolean known = keeper.roster().known(graph.citizen()).isPresent();
            keeper.addEngine(graph).ifPresent(engine -> {
                present.add(engine.name());
                if (!known) {
                    added.add(engine.name());
                }
                if (startAll || !known) {
                    engine.start(false);
                }
            });
        }
        for (Service engine : keeper.roster().engines()) {
            if (!engine.forgotten() && !present.contains(engine.name()) && (endTheVanished || engine.isGone())) {
                keeper.eventLog().tell(engine.name(), "info", "Its graph is gone; it is kept no more");
                engine.forget();
            }
        }
        return added;
    }

    /** All services together as one verdict: on their way as long as one is, failed if one of those wanted is. */
    private Waits.Verdict all() {
        List<String> failed = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        for (Service service : keeper.roster().all()) {
            if (!service.wanted()) {
                continue;
            }
            Waits.Verdict verdict = keeper.verdict(service.name());
            switch (verdict.progress()) {
                case ON_ITS_WAY -> waiting.add(verdict.text());
                case FAILED -> {
                    if (!service.spec().optional()) {
                        failed.add(verdict.text());
                    }
                }
                case DONE -> {}
            }
        }
        if (!waiting.isEmpty()) {
            return Waits.Verdict.onItsWay(String.join(System.lineSeparator(), waiting));
        }
        return failed.isEmpty()
                ? Waits.Verdict.done("")
                : Waits.Verdict.failed(String.join(System.lineSeparator(), failed));
    }

    private void startThese(
            List<Service> services, boolean afresh, Duration patience, CompletableFuture<Outcome> answer) {
        List<String> names = services.stream().map(Service::name).toList();
        for (String name : Order.withRequirements(names, keeper.roster().specs())) {
            keeper.roster().get(name).ifPresent(service -> service.start(afresh && names.contains(name)));
        }
        keeper.waits().untilUp(names, patience, answer);
    }

    private void stopThese(List<Service> services, CompletableFuture<Outcome> answer) {
        Duration longest = AFTER_DEADLINE;
        for (Service service : services) {
            service.stop();
            Duration bound = service.spec().stopTimeout().plus(AFTER_DEADLINE);
            longest = longest.compareTo(bound) < 0 ? bound : longest;
        }
        keeper.waits().untilGone(services.stream().map(Service::name).toList(), this::goneness, longest, answer);
    }

    private Waits.Verdict goneness(String name) {
        return keeper.roster()
                .get(name)
                .map(service -> {
                    if (service.wanted()) {
                        return Waits.Verdict.done(name + ": asked to run again meanwhile");
                    }
                    if (!service.isGone()) {
                        return Waits.Verdict.onItsWay(name + ": " + service.state());
                    }
                    return service.reason().startsWith("still alive")
                            ? Waits.Verdict.failed(name + ": " + service.reason())
                            : Waits.Verdict.done(name + ": " + service.state());
                })
                .orElse(Waits.Verdict.done(""));
    }

    private void restartThese(List<Service> services, Duration patience, CompletableFuture<Outcome> answer) {
        List<String> names = services.stream().map(Service::name).toList();
        for (String name : Order.withRequirements(names, keeper.roster().specs())) {
            if (!names.contains(name)) {
                keeper.roster().get(name).ifPresent(service -> service.start(false));
            }
        }
        services.forEach(service -> service.restart("asked to restart"));
        keeper.waits().untilUp(names, patience, answer);
    }

    private void signal(Service service, String signal, CompletableFuture<Outcome> answer) {
        if (service.child().isEmpty()) {
            answer.complete(Outcome.of(ExitCodes.FAILED, service.name() + " has no process: it is " + service.state()));
            return;
        }
        Child child = service.child().get();
        service.signalled(signal);
        keeper.loop()
                .beside(
                        () -> Ending.send(child, signal),
                        sent -> answer.complete(
                                sent
                                        ? Outcome.done()
                                        : Outcome.of(ExitCodes.FAILED, service.name() + " has just ended")),
                        fault -> answer.complete(Outcome.of(ExitCodes.FAILED, fault.getMessage())));
    }

    /** The services people mean; where one is unknown FalkorDB is asked once, as its graph may be new. */
    private void named(List<String> names, CompletableFuture<Outcome> answer, Consumer<List<Service>> then) {
        named(names, answer, this::meant, then);
    }

    /** The same, of those that may run: one that is being ended to be kept no more is as good as unknown. */
    private void kept(List<String> names, CompletableFuture<Outcome> answer, Consumer<List<Service>> then) {
        named(names, answer, name -> meant(name).filter(service -> !service.forgotten()), then);
    }

    private Optional<Service> meant(String name) {
        return keeper.roster().meant(name);
    }

    private void named(
            List<String> names,
            CompletableFuture<Outcome> answer,
            Function<String, Optional<Service>> meant,
            Consumer<List<Service>> then) {
        if (resolve(names, meant, then)) {
            return;
        }
        keeper.discovery()
                .ask(
                        graphs -> answering(answer, () -> {
                            graphs.stream()
                                    .filter(graph -> names.stream().anyMatch(name -> isMeant(graph, name)))
                                    .forEach(keeper::addEngine);
                            if (!resolve(names, meant, then)) {
                                answer.complete(unknown(names, meant, graphs, ""));
                            }
                        }),
                        obstacle -> answer.complete(unknown(names, meant, List.of(), "; " + obstacle)));
    }

    private boolean resolve(
            List<String> names, Function<String, Optional<Service>> meant, Consumer<List<Service>> then) {
        Map<String, Service> services = new LinkedHashMap<>();
        for (String name : names) {
            Optional<Service> service = meant.apply(name);
            if (service.isEmpty()) {
                return false;
            }
            services.put(service.get().name(), service.get());
        }
        then.accept(List.copyOf(services.values()));
        return true;
    }

    private static boolean isMeant(GraphName graph, String name) {
        return graph.graph().equals(name)
                || graph.graph().equals(GraphName.of(name).graph());
    }

    private Outcome unknown(
            List<String> names, Function<String, Optional<Service>> meant, List<GraphName> graphs, String obstacle) {
        Collection<String> known = new LinkedHashSet<>(keeper.roster().names());
        graphs.forEach(graph -> known.add(graph.citizen()));
        List<String> lines = names.stream()
                .filter(name -> meant.apply(name).isEmpty())
                .map(name -> meant(name).isPresent()
                        ? "\"" + name + "\" is being ended, as it is kept no more" + obstacle
                        : "no service or citizen \"" + name + "\"" + Nearest.hint(name, known) + obstacle)
                .toList();
        return new Outcome(ExitCodes.UNKNOWN_NAME, lines);
    }

    private void reload(CompletableFuture<Outcome> answer) {
        keeper.loop()
                .beside(
                        () -> ServicesFile.load(
                                keeper.settings().instance(), keeper.settings().config()),
                        file -> answering(answer, () -> apply(file, answer)),
                        fault -> {
                            if (!(fault instanceof ConfigException)) {
                                LOG.log(Level.WARNING, "the services file could not be read", fault);
                            }
                            answer.complete(Outcome.of(ExitCodes.CONFIG, fault.getMessage(), "nothing has changed"));
                        });
    }

    private void apply(ServicesFile file, CompletableFuture<Outcome> answer) {
        if (keeper.closing()) {
            answer.complete(Outcome.of(ExitCodes.FAILED, ENDING));
            return;
        }
        Map<String, ServiceSpec> before = new LinkedHashMap<>();
        keeper.roster().all().stream()
                .filter(service -> !service.forgotten())
                .forEach(service -> before.put(service.name(), service.spec()));
        Map<String, ServiceSpec> now = new LinkedHashMap<>();
        file.services().forEach(spec -> now.put(spec.name(), spec));
        for (Service engine : keeper.roster().engines()) {
            engine.spec()
                    .graph()
                    .filter(graph -> !engine.forgotten() && !now.containsKey(engine.name()))
                    .flatMap(file::engineOf)
                    .ifPresent(spec -> now.put(spec.name(), spec));
        }
        Diff diff = Diff.of(before, now);
        keeper.file(file);
        List<String> lines = new ArrayList<>();
        diff.removed().forEach(name -> {
            lines.add(name + ": removed");
            keeper.roster().get(name).ifPresent(Service::forget);
        });
        diff.adjusted().forEach(spec -> {
            lines.add(spec.name() + ": rules changed");
            keeper.roster().get(spec.name()).ifPresent(service -> service.adjust(spec));
        });
        diff.changed().forEach(spec -> {
            keeper.roster().get(spec.name()).ifPresent(service -> {
                service.adjust(spec);
                if (service.wanted()) {
                    service.restart("its settings changed");
                }
                lines.add(spec.name()
                        + (service.wanted() ? ": restarted with what changed" : ": changed, and stays stopped"));
            });
        });
        diff.added().forEach(spec -> {
            lines.add(spec.name() + ": added");
            keeper.add(spec).start(false);
        });
        if (file.engine().isEmpty()) {
            reloaded(lines, answer);
            return;
        }
        keeper.discovery()
                .ask(
                        graphs -> answering(answer, () -> {
                            keeper.announceWhenAllRun();
                            found(graphs, false, true).forEach(name -> lines.add(name + ": found"));
                            reloaded(lines, answer);
                        }),
                        obstacle -> {
                            lines.add(obstacle + "; citizens stay as they are");
                            reloaded(lines, answer);
                        });
    }

    private void reloaded(List<String> lines, CompletableFuture<Outcome> answer) {
        List<String> told = lines.isEmpty() ? List.of("nothing differs") : List.copyOf(lines);
        answer.complete(new Outcome(ExitCodes.OK, told)); // who asked is told in lines, and not again by the event
        keeper.eventLog().tell("", "reloaded", "Reloaded: " + String.join(", ", told));
    }

    // the end

    private void shutdown(boolean now, CompletableFuture<Outcome> answer) {
        if (keeper.ended().isDone()) {
            keeper.ended().thenAccept(answer::complete);
            return;
        }
        closers.add(answer);
        if (!keeper.closing()) {
            keeper.eventLog().tell("", "info", "Stopping everything");
            keeper.beginClosing();
            keeper.waits().abandon(ENDING);
            keeper.loop().after(keeper.file().shutdownTimeout(), this::hurry);
        }
        if (now) {
            hurry();
        }
        goOnClosing();
    }

    private void hurry() {
        hurried = true;
        keeper.roster().all().forEach(service -> {
            stopOnce(service);
            service.hurry();
        });
    }

    /** Stops whoever nobody needs any more; once all are gone, looks for what slipped away, and ends. */
    void goOnClosing() {
        List<ServiceSpec> present = keeper.roster().all().stream()
                .filter(service -> !service.isGone())
                .map(Service::spec)
                .toList();
        for (Service service : keeper.roster().all()) {
            if (hurried || Order.dependants(service.name(), present).isEmpty()) {
                stopOnce(service);
            }
            if (hurried) {
                service.hurry();
            }
        }
        if (present.isEmpty() && !sweeping) {
            sweeping = true;
            keeper.loop()
                    .beside(
                            () -> keeper.processes().endRemains(List.of()),
                            left -> close(left.stream()
                                    .map(proc -> "pid " + proc.pid() + " (" + proc.name() + ") is still alive")
                                    .toList()),
                            fault -> close(List.of("what is left could not be ended: " + fault.getMessage())));
        }
    }

    private void stopOnce(Service service) {
        if (asked.add(service.name())) {
            service.stop();
        }
    }

    private void close(List<String> left) {
        Outcome outcome = left.isEmpty()
                ? Outcome.of(ExitCodes.OK, "everything has stopped")
                : new Outcome(ExitCodes.FAILED, left);
        keeper.eventLog().tell("", left.isEmpty() ? "info" : "warning", String.join(", ", outcome.lines()));
        keeper.finish(outcome);
        closers.forEach(closer -> closer.complete(outcome));
    }
}
