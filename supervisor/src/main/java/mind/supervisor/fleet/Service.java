package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import mind.protocol.ExitCodes;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;
import mind.supervisor.process.Ending;
import mind.supervisor.process.PortOwner;
import mind.supervisor.process.Proc;

/**
 * One service and its process, if it has one: the state machine. Owned by the loop; whatever takes time is done beside it
 * and comes back with the number of the start it belongs to, so that a late result changes nothing.
 */
final class Service implements Probing.Owner {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration JOIN = Duration.ofSeconds(1);
    private static final int JVM_OUT_OF_MEMORY = 3; // what -XX:+ExitOnOutOfMemoryError exits with

    /** What follows once the process is gone. */
    private enum Then {
        STAY_DOWN,
        START_AGAIN,
        COUNT_AS_CRASH
    }

    private final Surroundings around;
    private final Failures failures = new Failures();
    private ServiceSpec spec;
    private final Standing standing = new Standing();
    private final Due due;
    private final HotReload hotReload;
    private boolean wanted;
    private boolean forgotten;

    private Child child;
    private long startedNanos;
    private boolean launching;
    private int start; // number of the newest start; results of earlier ones don't count
    private Ending ending;
    private Then then = Then.STAY_DOWN;
    private boolean ready;
    private long readyNanos;
    private long restartedNanos;
    private boolean restartedByHand;
    private Report report;
    private Probing probing;

    private int restarts;
    private int heapDoublings;
    private Exit exit = Exit.UNKNOWN;
    private volatile ServiceView view;

    Service(Surroundings around, ServiceSpec spec) {
        this.around = around;
        this.spec = spec;
        this.due = new Due(around.loop());
        this.hotReload = new HotReload(around.loop(), this::reload);
        this.report = new Report(around.loop().now());
        this.view = see();
    }

    // what people ask

    /** Shall run from now on. {@code afresh}: somebody asked for this very service, so quarantine and crashes are forgotten. */
    void start(boolean afresh) {
        wanted = true;
        if (afresh && (standing.is(State.QUARANTINED) || standing.is(State.BACKOFF) || standing.is(State.EXITED))) {
            forgive();
        }
        if (ending != null) {
            then = then == Then.STAY_DOWN ? Then.START_AGAIN : then;
            return;
        }
        if (standing.is(State.QUARANTINED) || standing.is(State.EXITED) && !afresh && exit.is(ExitCodes.OK)) {
            changed();
            return;
        }
        reconsider();
    }

    /** Shall not run; its process is ended. Nothing that was due happens any more. */
    void stop() {
        wanted = false;
        due.cancel();
        if (ending != null) {
            then = Then.STAY_DOWN;
        } else if (child != null) {
            end(Then.STAY_DOWN, "");
        } else if (!launching && !standing.is(State.QUARANTINED)) {
            to(State.STOPPED, "");
        }
        changed();
    }

    /** Ends the process and starts another; one that another restart has only just started is taken as this one's. */
    void restart(String why) {
        wanted = true;
        boolean joins = restartedByHand && !ready && around.loop().now() - restartedNanos < JOIN.toNanos();
        if (joins && (launching || child != null)) {
            return;
        }
        forgive();
        due.cancel();
        restartedByHand = true;
        restartedNanos = around.loop().now();
        if (ending != null) {
            then = Then.START_AGAIN;
        } else if (child != null) {
            end(Then.START_AGAIN, why);
        } else {
            reconsider();
        }
    }

    /** Forgets its crashes, and starts it if they were what kept it down. */
    void reset() {
        forgive();
        if (wanted) {
            reconsider();
        } else if (standing.is(State.QUARANTINED)) {
            to(State.STOPPED, "");
        }
        changed();
    }

    private void forgive() {
        failures.forget();
        standing.lines(List.of());
        around.quarantine().lift(spec.name());
        if (standing.is(State.QUARANTINED)) {
            to(State.STOPPED, "");
        }
    }

    void hurry() {
        if (ending != null) {
            ending.hurry();
        }
    }

    /** Its service file no longer has it: once its process is gone, nobody knows it. */
    void forget() {
        forgotten = true;
        stop();
    }

    /** Other rules for the same process. */
    void adjust(ServiceSpec newSpec) {
        spec = newSpec;
        changed();
    }

    /** One of the files it watches is not as it was. */
    void fileChanged(Path file) {
        if (child == null || ending != null || spec.watch().isEmpty() || spec.kind() == Kind.FALKORDB) {
            return; // what is not there reads the file at its start; a database is never restarted for one
        }
        hotReload.changed(file, spec.watch().get(), startedNanos);
    }

    private void reload(String file) {
        if (child != null && ending == null && spec.watch().isPresent()) {
            around.tell(this, "reloaded", "Hot reload triggered by " + file);
            end(Then.START_AGAIN, "reloading, as " + file + " has changed");
        }
    }

    // from nothing to a process

    /** Starts it if it shall run and nothing stands in the way any more. */
    void reconsider() {
        if (!wanted || child != null || launching || ending != null || standing.is(State.QUARANTINED)) {
            return;
        }
        due.cancel();
        Optional<String> obstacle = around.obstacle(this);
        if (obstacle.isPresent()) {
            to(State.BLOCKED, obstacle.get());
            return;
        }
        launch();
    }

    private void launch() {
        int number = ++start;
        launching = true;
        report = new Report(around.loop().now());
        standing.probed(0, "");
        if (!standing.is(State.BLOCKED)) {
            to(State.STARTING, "");
        }
        around.loop()
                .beside(
                        () -> around.launcher().launch(spec, heapDoublings),
                        outcome -> launched(number, outcome),
                        fault -> notLaunched(number, fault));
    }

    private void launched(int number, Launcher.Outcome outcome) {
        launching = false;
        if (outcome.child().isEmpty()) {
            if (!wanted) {
                to(State.STOPPED, "");
                return;
            }
            PortOwner owner = outcome.owner().orElseThrow();
            String taken =
                    "port " + owner.port() + " is taken by " + owner + "; it starts by itself when the port is free";
            if (!standing.is(State.BLOCKED) || !standing.reason().equals(taken)) {
                to(State.BLOCKED, taken);
                around.tell(this, "blocked", taken);
            }
            due.in(LOOK_AGAIN, this::reconsider);
            return;
        }
        take(outcome.child().get(), around.loop().now());
        to(State.STARTING, "");
        around.tell(this, "started", "Started, pid " + child.pid());
        if (wanted) {
            probing.awaitReadiness();
        } else {
            end(Then.STAY_DOWN, "");
        }
    }

    private void notLaunched(int number, Exception fault) {
        launching = false;
        standing.exited("could not be started: " + fault.getMessage());
        exit = Exit.UNKNOWN;
        around.tell(this, "warning", "Could not be started: " + fault.getMessage());
        afterwards(Duration.ZERO, false);
    }

    private void take(Child taken, long started) {
        child = taken;
        startedNanos = started;
        ready = false;
        probing = new Probing(around.loop(), this, child, around.statusFile(spec.name()));
        int number = start;
        taken.exit().whenComplete((code, fault) -> around.loop().run(() -> died(number, Exit.of(code))));
    }

    /** Goes on with a process that an earlier supervisor started. */
    void adopt(Child adopted, long started) {
        start++;
        wanted = true;
        report = new Report(around.loop().now());
        take(adopted, started);
        boolean other = !adopted.record().fingerprint().equals(spec.fingerprint());
        around.tell(
                this,
                "adopted",
                "Adopted, pid " + child.pid()
                        + (other ? "; it runs with other settings than asked for now: restart it to apply them" : ""));
        if (adopted.record().wasReady()) {
            ready = true;
            readyNanos = around.loop().now();
            standing.probed("adopted");
            to(State.RUNNING, "");
            probing.watchOver();
        } else {
            to(State.STARTING, "");
            probing.awaitReadiness();
        }
    }

    // while it runs

    @Override
    public ServiceSpec spec() {
        return spec;
    }

    @Override
    public Report report() {
        return report;
    }

    @Override
    public void ready(int attempts, String finding) {
        standing.probed(attempts, finding);
        boolean first = !ready;
        ready = true;
        readyNanos = around.loop().now();
        to(reportedState().orElse(State.RUNNING), reportedReason());
        if (first) {
            around.tell(this, "ready", "✅ Ready after " + attempts + " attempts (" + finding + ")" + size());
            Child marked = child;
            around.loop()
                    .beside(
                            () -> {
                                around.processes().markReady(marked);
                                return marked;
                            },
                            done -> {},
                            fault -> around.tell(
                                    this, "warning", "Its record cannot be written: " + fault.getMessage()));
        }
    }

    private String size() {
        return report.engine()
                .filter(engine -> engine.nodes() > 0)
                .map(engine -> ": " + Words.of(engine.nodes()) + " nodes, " + Words.of(engine.links()) + " links, "
                        + Words.of(engine.subentities()) + " subentities")
                .orElse("");
    }

    @Override
    public void notReady(int attempts, String finding) {
        standing.probed(attempts, finding);
        changed();
    }

    @Override
    public void failedReadiness(int attempts, String finding) {
        standing.probed(attempts, finding);
        around.tell(this, "warning", "❌ Failed readiness after " + attempts + " attempts: " + finding);
        standing.exited("not ready after " + attempts + " attempts");
        end(Then.COUNT_AS_CRASH, "it did not become ready");
    }

    @Override
    public void well(int failuresBefore) {
        around.tell(this, "info", "Recovered after " + failuresBefore + " failures");
        to(reportedState().orElse(State.RUNNING), reportedReason());
    }

    @Override
    public void unwell(int count, int most, String finding) {
        standing.probed(finding);
        if (count >= most) {
            around.tell(this, "warning", "Liveness check failed (" + count + "x): " + finding + "; restarting");
            end(Then.COUNT_AS_CRASH, "liveness check failed " + count + " times");
            return;
        }
        if (standing.is(State.RUNNING)) {
            around.tell(this, "warning", "Liveness check failed (" + count + "x): " + finding);
        }
        to(State.DEGRADED, finding);
    }

    /** Takes what the process says of itself. */
    void reported(ServiceStatus status) {
        if (child == null || status.pid() != child.pid()) {
            return;
        }
        boolean news = report.take(status, around.loop().now());
        if (ending != null || !news) {
            changed();
            return;
        }
        boolean itsWordCounts = spec.readiness()
                .map(readiness -> readiness.probe() instanceof mind.supervisor.config.Probe.Report)
                .orElse(false);
        if (!ready && itsWordCounts && isReady(status.state())) {
            probing.readyByReport();
        } else if (ready) {
            reportedState().ifPresent(told -> to(told, status.reason()));
        } else {
            to(status.percent() == null ? State.STARTING : State.LOADING, status.reason());
        }
        changed();
    }

    private static boolean isReady(State told) {
        return told == State.RUNNING || told == State.EMPTY;
    }

    private Optional<State> reportedState() {
        return report.last().map(ServiceStatus::state).flatMap(told -> switch (told) {
            case RUNNING, EMPTY, DEGRADED, LOADING -> Optional.of(told);
            case STARTING -> ready ? Optional.of(State.LOADING) : Optional.empty();
            case STOPPED, BLOCKED, STOPPING, BACKOFF, QUARANTINED, EXITED, UNKNOWN -> Optional.empty();
        });
    }

    private String reportedReason() {
        return report.last().map(ServiceStatus::reason).orElse("");
    }

    /** A process that is there but has not shown a beat for the bound is stuck. */
    void lookForSilence(long now) {
        if (child == null
                || ending != null
                || spec.beat().isZero()
                || report.last().isEmpty()) {
            return;
        }
        Duration silent = Duration.ofNanos(now - report.beatNanos());
        if (silent.compareTo(spec.beat()) >= 0) {
            around.tell(this, "warning", "Silent for " + Words.of(silent) + ": it is stuck; restarting");
            standing.exited("stuck, silent for " + Words.of(silent));
            end(Then.COUNT_AS_CRASH, "it was silent for " + Words.of(silent));
        }
    }

    /** An adopted process is no child of ours: nobody tells us of its end. */
    void lookWhetherItIsThere() {
        if (child != null && child.adopted() && ending == null && child.find().isEmpty()) {
            died(start, Exit.UNKNOWN);
        }
    }

    // from a process to nothing

    private void end(Then next, String why) {
        then = next;
        probing.end();
        ready = false;
        to(State.STOPPING, why);
        runEnding(new Ending(around.processes(), child, spec.stopSignal(), spec.stopTimeout(), true));
    }

    private void runEnding(Ending newEnding) {
        ending = newEnding;
        int number = start;
        around.loop().beside(newEnding::run, survivors -> ended(number, survivors), fault -> {
            around.tell(this, "warning", "Could not be ended: " + fault.getMessage());
            ended(number, List.of());
        });
    }

    private void died(int number, Exit how) {
        if (number != start || child == null) {
            return;
        }
        exit = how;
        if (ending != null) {
            if (then != Then.COUNT_AS_CRASH) {
                standing.exited(how.toString());
            }
            return; // the ending goes on until the whole group is gone
        }
        standing.exited(how.toString());
        probing.end();
        around.tell(this, "exited", "Exited: " + how);
        if (Ending.remains(child)) {
            then = Then.COUNT_AS_CRASH;
            to(State.STOPPING, "its process ended, what it started is being ended");
            runEnding(new Ending(around.processes(), child, spec.stopSignal(), spec.stopTimeout(), false));
            return;
        }
        gone();
    }

    private void ended(int number, List<Proc> survivors) {
        ending = null;
        if (!survivors.isEmpty()) {
            around.tell(this, "warning", "Still alive after SIGKILL: " + names(survivors));
        }
        Then next = then;
        if (next == Then.COUNT_AS_CRASH) {
            gone();
            return;
        }
        clear();
        String left = survivors.isEmpty() ? "" : "still alive after SIGKILL: " + names(survivors);
        to(State.STOPPED, left);
        around.tell(this, "stopped", left.isEmpty() ? "Stopped" : "Stopped, but " + left);
        if (next == Then.START_AGAIN && wanted) {
            reconsider();
        }
    }

    private static String names(List<Proc> procs) {
        List<String> names = new ArrayList<>();
        procs.forEach(proc -> names.add("pid " + proc.pid() + " (" + proc.name() + ")"));
        return String.join(", ", names);
    }

    private void gone() {
        Duration uptime = Duration.ofNanos(around.loop().now() - startedNanos);
        boolean stable = ready
                && around.loop().now() - readyNanos >= spec.restart().stable().toNanos();
        if (exit.is(JVM_OUT_OF_MEMORY) && spec.java().isPresent()) {
            heapDoublings++;
        }
        clear();
        afterwards(uptime, stable);
    }

    private void clear() {
        hotReload.forget();
        child = null;
        ready = false;
        report = new Report(around.loop().now());
        standing.used(Usage.NONE);
        around.processes().forget(spec.name());
    }

    private void afterwards(Duration uptime, boolean stable) {
        if (!wanted) {
            to(State.STOPPED, "");
            return;
        }
        NextStep step = NextStep.after(
                exit,
                spec.restart(),
                failures,
                uptime,
                stable,
                around.loop().now(),
                ThreadLocalRandom.current().nextDouble());
        exit = Exit.UNKNOWN;
        if (step instanceof NextStep.Restart restart) {
            restarts++;
            if (restart.after().isZero()) {
                to(State.STARTING, standing.lastExit());
                reconsider();
                return;
            }
            due.in(restart.after(), this::reconsider);
            to(State.BACKOFF, standing.lastExit());
            around.tell(
                    this,
                    "backoff",
                    "Crash detected (" + standing.lastExit() + "), restarting in " + Words.of(restart.after())
                            + " (attempt " + failures.count() + "/"
                            + spec.restart().maxRetries() + ")");
        } else if (step instanceof NextStep.Quarantine quarantine) {
            quarantine(quarantine.reason());
        } else {
            to(
                    State.EXITED,
                    standing.lastExit() + "; its policy is " + spec.restart().policy());
            around.tell(
                    this,
                    "stopped",
                    "Not restarted: " + standing.lastExit() + ", policy "
                            + spec.restart().policy());
        }
    }

    private void quarantine(String why) {
        Path log = around.logFile(spec.name());
        String last = standing.lastExit();
        to(State.QUARANTINED, why);
        around.tell(this, "quarantined", "QUARANTINE - " + why);
        around.loop()
                .beside(
                        () -> around.quarantine().enter(spec.name(), why, last, log),
                        entry -> {
                            standing.lines(entry.lines());
                            changed();
                        },
                        fault -> around.tell(
                                this, "warning", "The quarantine cannot be recorded: " + fault.getMessage()));
    }

    /** It was in quarantine when the supervisor before this one ended. */
    void stayQuarantined(Quarantine.Entry entry) {
        standing.exited(entry.lastExit());
        standing.lines(entry.lines());
        to(State.QUARANTINED, entry.reason());
    }

    // what is told

    State state() {
        return standing.state();
    }

    String name() {
        return spec.name();
    }

    String reason() {
        return standing.reason();
    }

    boolean wanted() {
        return wanted;
    }

    boolean isReady() {
        return ready && ending == null;
    }

    Optional<Child> child() {
        return Optional.ofNullable(child);
    }

    /** Whether nothing of it is there and nothing is on its way. */
    boolean isGone() {
        return child == null && !launching && ending == null;
    }

    /** Whether no time is set at which it looks again by itself. */
    boolean nothingDue() {
        return due.nanos().isEmpty();
    }

    boolean forgotten() {
        return forgotten;
    }

    /** Whether it is on its way and takes one of the places for those that load. */
    boolean loads(long now, Duration patience) {
        boolean onItsWay = launching || child != null && !ready && ending == null;
        return onItsWay && now - Math.max(report.progressNanos(), report.begunNanos()) < patience.toNanos();
    }

    boolean completed() {
        return standing.is(State.EXITED) && standing.lastExit().equals("exit 0");
    }

    void used(Usage newUsage) {
        standing.used(newUsage);
        changed();
    }

    ServiceView view() {
        return view;
    }

    private void to(State next, String why) {
        if (standing.to(next, why)) {
            changed();
        }
    }

    private void changed() {
        view = see();
        around.changed(this);
    }

    private ServiceView see() {
        return standing.view(
                spec,
                wanted,
                child(),
                startedNanos,
                report,
                restarts,
                failures.count(),
                due.nanos(),
                around.logFile(spec.name()));
    }
}
