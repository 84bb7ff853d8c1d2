package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mind.protocol.ExitCodes;
import mind.protocol.Fleet;
import mind.protocol.GraphName;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.discover.Citizens;
import mind.supervisor.process.Child;
import mind.supervisor.process.Lease;
import mind.supervisor.process.Proc;
import mind.supervisor.process.Processes;

/**
 * Keeps services: one thread owns all their states, and whatever people want is submitted as a {@link Command}. What it
 * hands out are records and lists that never change.
 */
public final class Keeper implements AutoCloseable {
    private static final Duration LOOK_AT_ADOPTED = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration STOOD_STILL = Duration.ofSeconds(5);
    private static final int MOST_EARLY = 100;

    private final KeeperSettings settings;
    private final StateFolder folder;
    private final Loop loop = new Loop();
    private final EventLog events;
    private final Roster roster = new Roster();
    private final CompletableFuture<Outcome> ended = new CompletableFuture<>();
    private final Quarantine quarantine;
    private final Path state;
    private Processes processes;
    private Launcher launcher;
    private FleetWriter fleet;
    private StatusReader reports;
    private Discovery discovery;
    private Waits waits;
    private final List<Runnable> early = new ArrayList<>(); // asked before there was anybody to carry it out
    private Orders orders; // the loop's alone
    private ServicesFile file;
    private boolean settling;
    private boolean closing;
    private boolean announce;
    private long lastTick;
    private WayUp wayUp;
    private Upkeep upkeep;
    private final StateWatch stateWatch;

    /** @param lease the right to keep these services; the caller gives it back after {@link #close} */
    public Keeper(KeeperSettings settings, Lease lease) {
        this.settings = settings;
        this.state = settings.instance().state();
        this.events = new EventLog(state);
        this.quarantine = new Quarantine(state);
        this.folder = new StateFolder(state, lease, quarantine);
        this.stateWatch = new StateWatch(state, folder, loop, roster, events);
        this.file = settings.services();
    }

    /** Adopts what an earlier supervisor left running; starts nothing new before it is told to. */
    public void start() throws IOException {
        processes = new Processes(state, settings.instance().environment());
        launcher = new Launcher(state, processes, settings.instance().environment());
        reports = new StatusReader(state.resolve("run"), (name, status) -> loop.run(() -> reported(name, status)));
        fleet = new FleetWriter(loop, state, this::fleet);
        discovery = new Discovery(loop, file.falkorDb(), this::databaseMayBeThere, this::changed);
        wayUp = new WayUp(loop, roster, () -> file.loadingAtOnce());
        upkeep = new Upkeep(loop, roster, events, launcher, state);
        waits = new Waits(loop, wayUp::verdict);
        stateWatch.first(() -> {
            fleet.again();
            upkeep.toldOfLogs();
        });
        events.start();
        var survivors = processes.survivors();
        // before anything is started: what is started from now on is no remains
        processes
                .endRemains(survivors)
                .forEach(proc ->
                        events.tell("", "warning", "left over from an earlier run and still alive: pid " + proc.pid()));
        var adopted = new CompletableFuture<Void>();
        loop.run(() -> {
            try {
                file.services().forEach(this::add);
                fleet.lastKnown().forEach(citizen -> addEngine(GraphName.of(citizen.graph())));
                survivors.forEach(this::adopt);
                orders = new Orders(this);
                early.forEach(Runnable::run);
                early.clear();
                folder.keep(roster.all()); // knows from now on what it has to keep
                adopted.complete(null);
            } catch (RuntimeException e) {
                adopted.completeExceptionally(e);
            }
        });
        adopted.join();
        upkeep.start();
        reports.start();
        lastTick = loop.now();
        loop.every(LOOK_AT_ADOPTED, () -> roster.all().forEach(Service::lookWhetherItIsThere));
        loop.every(TICK, this::tick);
        // between two ticks, so that one helper is enough for what both have done beside the loop
        loop.after(TICK.dividedBy(2), () -> loop.every(TICK, stateWatch::look));
    }

    private void adopt(Child child) {
        String name = child.record().service();
        if (!child.record().graph().isEmpty()) {
            addEngine(GraphName.of(child.record().graph()));
        }
        Optional<Service> service = roster.get(name);
        if (service.isEmpty()) {
            events.tell(
                    name, "warning", "[" + name + "] is kept no more; its process " + child.pid() + " is being ended");
            Service stranger = new Service(around, ServiceSpec.unknown(name));
            roster.add(stranger);
            stranger.adopt(child, begun(child));
            stranger.forget();
            return;
        }
        service.get().adopt(child, begun(child));
        boolean itsOwn = service.get()
                .spec()
                .graph()
                .map(GraphName::graph)
                .orElse("")
                .equals(child.record().graph());
        if (!itsOwn) {
            service.get().restart("its process ran for another of the same name");
        } else if (!file.adopt()) {
            service.get().restart("services of an earlier supervisor are not kept (on_orphan: stop)");
        }
    }

    /** When a process began, on the monotonic clock of this JVM. */
    private long begun(Child child) {
        return loop.now() - Proc.age(child.id().startTicks()).toNanos();
    }

    /**
     * Queues {@code command} and waits for its answer; {@code progress} gets a line at each step of what it sets going, on
     * the caller's own thread, so it may take its time.
     */
    public Outcome carryOut(Command command, Consumer<String> progress) throws InterruptedException {
        var lines = new Progress();
        CompletableFuture<Outcome> answer = submit(command, lines::add);
        answer.whenComplete((outcome, fault) -> lines.end());
        lines.each(progress);
        return answer.join();
    }

    /**
     * Queues {@code command}; {@code progress} gets a line at each step of what it sets going, on the thread that keeps the
     * services: it must not wait for anything.
     */
    public CompletableFuture<Outcome> submit(Command command, Consumer<String> progress) {
        var answer = new CompletableFuture<Outcome>();
        AutoCloseable listening = events.listen(event -> progress.accept(event.text()));
        loop.run(() -> {
            if (orders != null) {
                orders.carryOut(command, answer);
            } else if (early.size() < MOST_EARLY) {
                early.add(() -> orders.carryOut(command, answer)); // such as a signal to end that comes at once
            } else {
                answer.complete(Outcome.of(ExitCodes.FAILED, "the keeper has not begun yet"));
            }
        });
        return answer.whenComplete((outcome, fault) -> {
            try {
                listening.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The services as they are now, in the order to show them. */
    public List<ServiceView> services() {
        return roster.all().stream().map(Service::view).toList();
    }

    /** The last events, oldest first, at most 1,000. */
    public List<Event> events() {
        return events.recent();
    }

    /** Calls {@code listener} with each event from now on, on the keeper's thread, until the answer is closed. */
    public AutoCloseable listen(Consumer<Event> listener) {
        return events.listen(listener);
    }

    /**
     * Has {@code other} put back what it keeps in the state directory, wherever somebody has deleted that: it is asked again
     * and again, beside the keeper's thread, and throws an {@link java.io.UncheckedIOException} where it cannot.
     */
    public void alsoKeptInState(Runnable other) {
        stateWatch.add(other);
    }

    /** Done when a {@link Command.Shutdown} has ended everything. */
    public CompletableFuture<Outcome> ended() {
        return ended;
    }

    public KeeperSettings settings() {
        return settings;
    }

    /** Ends the keeper and leaves the services alone: the next one adopts them. */
    @Override
    public void close() {
        if (reports != null) {
            reports.close();
        }
        if (upkeep != null) {
            upkeep.close();
        }
        loop.close();
        events.close();
    }

    // for the orders

    Roster roster() {
        return roster;
    }

    Discovery discovery() {
        return discovery;
    }

    Waits waits() {
        return waits;
    }

    EventLog eventLog() {
        return events;
    }

    Loop loop() {
        return loop;
    }

    ServicesFile file() {
        return file;
    }

    void file(ServicesFile newFile) {
        file = newFile;
        discovery.server(newFile.falkorDb());
    }

    void announceWhenAllRun() {
        announce = true;
    }

    boolean closing() {
        return closing;
    }

    void beginClosing() {
        closing = true;
        discovery.end();
    }

    Processes processes() {
        return processes;
    }

    StateFolder folder() {
        return folder;
    }

    /** A new service; one that is being ended because it was to be kept no more is kept on. */
    Service add(ServiceSpec spec) {
        Optional<Service> leaving = roster.get(spec.name());
        if (leaving.isPresent()) {
            leaving.get().remember(spec);
            roster.add(leaving.get()); // it may be of another kind now, with another place
            return leaving.get();
        }
        Service service = new Service(around, spec);
        roster.add(service);
        quarantine.find(spec.name()).ifPresent(service::stayQuarantined);
        return service;
    }

    /**
     * The engine of {@code graph}, made if it is not there; empty where engines are no business of ours, or where another
     * has its name.
     */
    Optional<Service> addEngine(GraphName graph) {
        Optional<Service> kept = roster.known(graph.citizen());
        if (kept.isEmpty()) {
            return file.engineOf(graph).map(this::add);
        }
        boolean its = kept.get().spec().graph().filter(graph::equals).isPresent();
        if (!its) {
            events.tell(
                    graph.citizen(),
                    "warning",
                    "The graph \"" + graph.graph() + "\" gets no engine: the name " + graph.citizen() + " is taken by "
                            + kept.get()
                                    .spec()
                                    .graph()
                                    .map(other -> "the graph \"" + other.graph() + "\"")
                                    .orElse("a service")
                            + "; rename one of them");
        }
        return kept.filter(service -> its);
    }

    // what happens by itself

    private boolean databaseMayBeThere() {
        return roster.all().stream()
                .filter(service -> service.spec().kind() == Kind.FALKORDB)
                .allMatch(Service::isReady);
    }

    private void reported(String name, ServiceStatus status) {
        roster.get(name).ifPresent(service -> service.reported(status));
    }

    private void tick() {
        long now = loop.now();
        if (now - lastTick > STOOD_STILL.toNanos()) {
            roster.all().forEach(service -> service.forgiveSilence(now));
        }
        lastTick = now;
        roster.all().forEach(service -> service.lookForSilence(now));
        upkeep.rotate();
        changed();
    }

    /** Something is not as it was: look once, after what is queued, at everything that may follow from it. */
    private void changed() {
        if (!settling) {
            settling = true;
            loop.run(this::settle);
        }
    }

    private void settle() {
        settling = false;
        for (Service service : roster.all()) {
            if (service.forgotten() && service.isGone()) {
                service.dropped();
                roster.remove(service);
            }
        }
        reports.watch(roster.all().stream()
                .filter(service -> service.child().isPresent())
                .map(Service::name)
                .toList());
        upkeep.watchFiles();
        if (closing) {
            orders.goOnClosing();
        } else {
            discovery.nudge();
            roster.all().stream()
                    .filter(service -> service.state() == State.BLOCKED && service.nothingDue())
                    .forEach(Service::reconsider);
            announceIfAllRun();
        }
        fleet.changed();
        waits.check();
    }

    private void announceIfAllRun() {
        List<Service> engines =
                roster.engines().stream().filter(Service::wanted).toList();
        if (announce
                && !discovery.looking()
                && !engines.isEmpty()
                && engines.stream().allMatch(Service::isReady)) {
            announce = false;
            events.tell("", "info", "CONSCIOUSNESS SYSTEM RUNNING (" + engines.size() + " engines)");
        }
    }

    private Fleet fleet() {
        Citizens known = discovery.known();
        List<Fleet.Citizen> citizens = roster.engines().stream()
                .map(service -> FleetWriter.citizen(service.view()))
                .toList();
        boolean looking = discovery.looking();
        return new Fleet(
                ProcessHandle.current().pid(),
                looking,
                looking ? known.reason() : "",
                System.currentTimeMillis(),
                citizens);
    }

    /** How far a service is on the way up, for those who wait for it. */
    Waits.Verdict verdict(String name) {
        return wayUp.verdict(name);
    }

    void finish(Outcome outcome) {
        fleet.write();
        ended.complete(outcome);
    }

    private final Surroundings around = new Surroundings() {
        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public Processes processes() {
            return processes;
        }

        @Override
        public Launcher launcher() {
            return launcher;
        }

        @Override
        public Quarantine quarantine() {
            return quarantine;
        }

        @Override
        public Path logFile(String service) {
            return launcher.logFile(service);
        }

        @Override
        public Path statusFile(String service) {
            return launcher.statusFile(service);
        }

        @Override
        public Optional<String> obstacle(Service service) {
            return closing ? Optional.of("everything is being stopped") : wayUp.obstacle(service);
        }

        @Override
        public void changed(Service service) {
            Keeper.this.changed();
        }

        @Override
        public void tell(String service, String type, String text) {
            events.tell(service, type, text);
        }
    };
}
