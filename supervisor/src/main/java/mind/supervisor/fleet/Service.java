package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mind.protocol.ExitCodes;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;
import mind.supervisor.process.PortOwner;

/**
 * One service and its process, if it has one. {@link Life} says what may happen; here that is put into effect: {@link
 * Handling} starts and ends processes, {@link Health} looks after one, {@link Recovery} decides what follows a death, and
 * {@link Standing} shows it. Owned by the loop.
 */
final class Service implements Handling.Owner, Health.Patient {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration JOIN = Duration.ofSeconds(1);
    /** What the next start needs is made when this one is over: it would take a core from it. */
    private static final Duration OVER = Duration.ofMillis(100);

    private final Surroundings around;
    private final String name;
    private final Life life = new Life();
    private final Standing standing = new Standing(this::changed);
    private final Due due;
    private final Handling handling;
    private final Health health;
    private final Recovery recovery;
    private final HotReload hotReload;
    private ServiceSpec spec;
    private boolean wanted;
    private boolean forgotten;
    private Optional<Child> child = Optional.empty();
    private long startedNanos;
    private Exit exit = Exit.UNKNOWN; // how its process died by itself
    private boolean stable; // when it did
    private String signal = ""; // the last one sent to it by command
    private long signalNanos;
    private boolean restartedByHand;
    private long restartedNanos;
    private volatile ServiceView view;

    Service(Surroundings around, ServiceSpec spec) {
        this.around = around;
        this.spec = spec;
        this.name = spec.name();
        this.due = new Due(around.loop());
        this.handling = new Handling(around, this);
        this.health = new Health(around, standing, this);
        this.recovery = new Recovery(around, standing, due, name, this::reconsider);
        this.hotReload = new HotReload(around.loop(), this::reload);
        this.view = see();
    }

    // what people ask

    /** Shall run from now on. {@code afresh}: somebody asked for this very service, so quarantine and crashes are forgotten. */
    void start(boolean afresh) {
        if (forgotten) {
            return; // it is only here until its process is gone
        }
        wanted = true;
        if (afresh && (standing.is(State.QUARANTINED) || standing.is(State.BACKOFF) || standing.is(State.EXITED))) {
            recovery.forgive();
        }
        if (standing.is(State.QUARANTINED) || done() && !afresh) {
            changed();
            return;
        }
        happens(Life.Event.START, "");
    }

    /** Whether it is a job that is done. What is to become ready is none: it ends only by mistake or when asked to. */
    private boolean done() {
        return completed() && spec.readiness().isEmpty();
    }

    /** A signal is being sent to its processes: if it ends upon that, then not because it was done. */
    void signalled(String name) {
        signal = name;
        signalNanos = around.loop().now();
    }

    /** Shall not run; its process is ended. Nothing that was due happens any more. */
    void stop() {
        wanted = false;
        due.cancel();
        handling.unprepare(name);
        happens(Life.Event.STOP, "");
        changed();
    }

    /** Ends the process and starts another; one that another restart has only just started is taken as this one's. */
    void restart(String why) {
        if (forgotten) {
            return;
        }
        wanted = true;
        boolean joins = restartedByHand && !health.ready() && around.loop().now() - restartedNanos < JOIN.toNanos();
        if (joins && (life.isLaunching() || life.is(Life.Phase.UP))) {
            happens(Life.Event.START, "");
            return;
        }
        recovery.forgive();
        due.cancel();
        restartedByHand = true;
        restartedNanos = around.loop().now();
        happens(Life.Event.RESTART, why);
    }

    /** Forgets its crashes, and starts it if they were what kept it down. */
    void reset() {
        recovery.forgive();
        if (wanted) {
            reconsider();
        }
        changed();
    }

    /** Kills at once what is being ended. */
    void hurry() {
        handling.hurry();
    }

    /** Its service file no longer has it: once its process is gone, nobody knows it. */
    void forget() {
        forgotten = true;
        stop();
    }

    /** The file has it again, as {@code newSpec}, before its process was gone. */
    void remember(ServiceSpec newSpec) {
        forgotten = false;
        adjust(newSpec);
    }

    /** Nobody knows it from now on, so nothing may come of it. */
    void dropped() {
        due.cancel();
        handling.unprepare(name);
    }

    /** Other rules for the same process. */
    void adjust(ServiceSpec newSpec) {
        boolean otherProbes = !newSpec.readiness().equals(spec.readiness())
                || !newSpec.liveness().equals(spec.liveness());
        spec = newSpec;
        if (otherProbes) {
            health.adjust();
        }
        changed();
    }

    /** One of the files it watches is not as it was. */
    void fileChanged(Path file) {
        if (!life.is(Life.Phase.UP) || spec.watch().isEmpty() || spec.kind() == Kind.FALKORDB) {
            return; // what is not there reads the file at its start; a database is never restarted for one
        }
        hotReload.changed(file, spec.watch().get(), startedNanos);
    }

    private void reload(String file) {
        if (life.is(Life.Phase.UP) && spec.watch().isPresent()) {
            around.tell(name, "reloaded", "Hot reload triggered by " + file);
            happens(Life.Event.RESTART, "reloading, as " + file + " has changed");
        }
    }

    // what is done about it

    /** @param why shown where it leads to an end */
    private void happens(Life.Event event, String why) {
        switch (life.on(event)) {
            case NOTHING -> {}
            case LOOK -> reconsider();
            case LAUNCH -> {
                health.expect();
                if (!standing.is(State.BLOCKED)) {
                    standing.to(State.STARTING, "");
                }
                handling.launch(spec, recovery.heapDoublings());
            }
            case REST -> rest();
            case WAIT_FOR_PORT -> due.in(LOOK_AGAIN, this::reconsider);
            case ATTEND -> health.attend(child.orElseThrow(), true);
            case ATTEND_AND_END -> {
                health.attend(child.orElseThrow(), false);
                end(why, true);
            }
            case END -> end(why, true);
            case END_THE_OTHERS -> end(why, false);
            case RECOVER -> recover();
            case TELL_STOPPED -> tellStopped(why);
            case TELL_STOPPED_AND_LOOK -> {
                tellStopped(why);
                reconsider();
            }
        }
    }

    private void rest() {
        if (!standing.is(State.QUARANTINED)) {
            standing.to(State.STOPPED, "");
        }
    }

    /** Starts it if it shall run and nothing stands in the way any more. */
    void reconsider() {
        if (!wanted || !life.is(Life.Phase.DOWN) || standing.is(State.QUARANTINED)) {
            return;
        }
        due.cancel();
        Optional<String> obstacle = around.obstacle(this);
        if (obstacle.isPresent()) {
            standing.to(State.BLOCKED, obstacle.get());
            return;
        }
        happens(Life.Event.WAY_CLEAR, "");
    }

    private void end(String why, boolean wide) {
        health.dismiss();
        standing.to(State.STOPPING, why);
        handling.end(child.orElseThrow(), spec, wide);
    }

    private void recover() {
        Duration uptime = child.isPresent() ? Duration.ofNanos(around.loop().now() - startedNanos) : Duration.ZERO;
        clear();
        recovery.after(exit, spec, uptime, stable);
        if (life.is(
                Life.Phase.DOWN)) { // else the next start's record takes its place, and that start waits for nothing
            around.processes().forget(name);
        }
    }

    private void tellStopped(String survivors) {
        clear();
        if (survivors.isEmpty()) { // else a supervisor after this one shall find it
            around.processes().forget(name);
        }
        String left = survivors.isEmpty() ? "" : "still alive after SIGKILL: " + survivors;
        standing.to(State.STOPPED, left);
        around.tell(name, "stopped", left.isEmpty() ? "Stopped" : "Stopped, but " + left);
    }

    private void clear() {
        hotReload.forget();
        health.expect();
        standing.used(Usage.NONE);
        child = Optional.empty();
    }

    // what comes back

    @Override
    public void launched(Child launched) {
        take(launched, around.loop().now());
        standing.to(State.STARTING, "");
        around.tell(name, "started", "Started, pid " + launched.pid());
        happens(Life.Event.LAUNCHED, "");
    }

    private void take(Child taken, long started) {
        child = Optional.of(taken);
        startedNanos = started;
        exit = Exit.UNKNOWN;
        stable = false;
        signal = "";
        handling.watch(taken);
    }

    @Override
    public void portTaken(PortOwner owner) {
        String taken = "port " + owner.port() + " is taken by " + owner + "; it starts by itself when the port is free";
        if (wanted && !(standing.is(State.BLOCKED) && standing.reason().equals(taken))) {
            standing.to(State.BLOCKED, taken);
            around.tell(name, "blocked", taken);
        }
        happens(Life.Event.PORT_TAKEN, "");
    }

    @Override
    public void launchFailed(Exception fault) {
        exit = Exit.UNKNOWN;
        stable = false;
        standing.exited("could not be started: " + fault.getMessage());
        around.tell(name, "warning", "Could not be started: " + fault.getMessage());
        happens(Life.Event.LAUNCH_FAILED, "");
    }

    /** Goes on with a process that an earlier supervisor started. */
    void adopt(Child adopted, long started) {
        wanted = true;
        health.expect();
        take(adopted, started);
        boolean other = !adopted.record().fingerprint().equals(spec.fingerprint());
        around.tell(
                name,
                "adopted",
                "Adopted, pid " + adopted.pid()
                        + (other ? "; it runs with other settings than asked for now: restart it to apply them" : ""));
        happens(Life.Event.ADOPTED, "");
        if (adopted.record().wasReady()) {
            prepareNext();
        }
    }

    @Override
    public void died(Exit how, boolean leavingOthers) {
        if (life.isEnding()) {
            if (!life.is(Life.Phase.ENDING_AS_CRASH)) { // what made it unfit says more than how that ended
                standing.exited(how.toString());
            }
            return; // the ending goes on until the whole group is gone
        }
        boolean killed = how.is(ExitCodes.OK)
                && !signal.isEmpty()
                && around.loop().now() - signalNanos < spec.stopTimeout().toNanos();
        exit = killed ? Exit.UNKNOWN : how;
        stable = health.stable();
        health.dismiss();
        standing.exited(killed ? how + " after SIG" + signal : how.toString());
        around.tell(name, "exited", "Exited: " + standing.lastExit());
        happens(
                leavingOthers ? Life.Event.DIED_LEAVING_OTHERS : Life.Event.DIED,
                leavingOthers ? "its process ended, what it started is being ended" : "");
    }

    @Override
    public void ended(String survivors) {
        if (!survivors.isEmpty()) {
            around.tell(name, "warning", "Still alive after SIGKILL: " + survivors);
        }
        happens(Life.Event.ENDED, survivors);
    }

    @Override
    public void couldNotBeEnded(Exception fault) {
        around.tell(name, "warning", "Could not be ended: " + fault.getMessage());
    }

    @Override
    public void becameReady(String line) {
        around.tell(name, "ready", line);
        Child ready = child.orElseThrow();
        around.loop().after(OVER, () -> child.filter(ready::equals).ifPresent(this::afterReady));
    }

    private void afterReady(Child marked) {
        around.loop()
                .beside(
                        () -> {
                            around.processes().markReady(marked);
                            return marked;
                        },
                        done -> {},
                        fault -> around.tell(name, "warning", "Its record cannot be written: " + fault.getMessage()));
        prepareNext();
    }

    private void prepareNext() {
        handling.prepare(spec, recovery.heapDoublings(), () -> wanted && life.is(Life.Phase.UP));
    }

    @Override
    public void unfit(String what, String why) {
        stable = health.stable(); // asked now: once it is being ended nobody looks after it any more
        standing.exited(what);
        happens(Life.Event.UNFIT, why);
    }

    /** Takes what the process says of itself. */
    void reported(ServiceStatus status) {
        if (child.filter(running -> running.pid() == status.pid()).isPresent()) {
            health.reported(status);
        }
    }

    void lookForSilence(long now) {
        health.lookForSilence(now);
    }

    /** Silence up to now proves nothing: the supervisor itself stood still. */
    void forgiveSilence(long now) {
        health.report().forgive(now);
    }

    /** An adopted process is no child of ours: nobody tells us of its end. */
    void lookWhetherItIsThere() {
        child.ifPresent(handling::look);
    }

    void stayQuarantined(Quarantine.Entry entry) {
        recovery.stayQuarantined(entry);
    }

    // what is told

    @Override
    public ServiceSpec spec() {
        return spec;
    }

    State state() {
        return standing.state();
    }

    String name() {
        return name;
    }

    String reason() {
        return standing.reason();
    }

    boolean wanted() {
        return wanted;
    }

    boolean isReady() {
        return health.ready();
    }

    Optional<Child> child() {
        return child;
    }

    /** Whether nothing of it is there and nothing is on its way. */
    boolean isGone() {
        return life.is(Life.Phase.DOWN);
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
        boolean onItsWay = life.isLaunching() || life.is(Life.Phase.UP) && !health.ready();
        Report report = health.report();
        return onItsWay && now - Math.max(report.progressNanos(), report.begunNanos()) < patience.toNanos();
    }

    boolean completed() {
        return standing.is(State.EXITED) && standing.lastExit().equals("exit 0");
    }

    void used(Usage usage) {
        standing.used(usage);
        changed();
    }

    ServiceView view() {
        return view;
    }

    private void changed() {
        view = see();
        around.changed(this);
    }

    private ServiceView see() {
        return standing.view(
                spec,
                wanted,
                child,
                startedNanos,
                health.report(),
                recovery.restarts(),
                recovery.failures(),
                due.nanos(),
                around.logFile(name));
    }
}
