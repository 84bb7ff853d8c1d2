package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.Kind;
import mind.supervisor.config.Probe;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;

/**
 * How a service's process is: whether it has become ready, by what it says of itself and what asking it shows, and whether
 * it is still well. Owned by the loop.
 */
final class Health implements Probing.Owner {
    /** Whose health it is. */
    interface Patient {
        ServiceSpec spec();

        void becameReady(String line);

        /**
         * @param what it is to be remembered by
         * @param why  it is ended
         */
        void unfit(String what, String why);
    }

    private final Surroundings around;
    private final Standing standing;
    private final Patient patient;
    private Report report;
    private Optional<Child> child = Optional.empty();
    private Probing probing;
    private boolean ready;
    private long readyNanos;
    private String fetching = ""; // the step of that which was told last

    Health(Surroundings around, Standing standing, Patient patient) {
        this.around = around;
        this.standing = standing;
        this.patient = patient;
        this.report = new Report(around.loop().now());
    }

    /** Nothing is known of the process that is started now. */
    void expect() {
        report = new Report(around.loop().now());
        standing.probed(0, "");
    }

    /** Looks after {@code newChild} from now on; {@code wanted}: whether it is asked to become ready. */
    void attend(Child newChild, boolean wanted) {
        child = Optional.of(newChild);
        ready = false;
        fetching = "";
        probing = new Probing(around.loop(), this, newChild, around.statusFile(name()));
        if (!wanted) {
            return;
        }
        if (newChild.adopted() && newChild.record().wasReady()) {
            ready = true;
            readyNanos = around.loop().now();
            standing.probed("adopted");
            standing.to(State.RUNNING, "");
            probing.watchOver();
        } else {
            standing.to(State.STARTING, "");
            probing.awaitReadiness();
        }
    }

    /** Its probes are others now. */
    void adjust() {
        if (child.isPresent()) {
            probing.begin(ready);
        }
    }

    /** It is being ended, or has ended by itself: no more questions. */
    void dismiss() {
        probing.end();
        ready = false;
        child = Optional.empty();
    }

    /** Whether it has been ready for the time after which what was before is forgiven. */
    boolean stable() {
        return ready
                && around.loop().now() - readyNanos >= spec().restart().stable().toNanos();
    }

    boolean ready() {
        return ready;
    }

    @Override
    public Report report() {
        return report;
    }

    @Override
    public ServiceSpec spec() {
        return patient.spec();
    }

    private String name() {
        return spec().name();
    }

    @Override
    public void ready(int attempts, String finding) {
        standing.probed(attempts, finding);
        boolean first = !ready;
        ready = true;
        readyNanos = around.loop().now();
        standing.to(reportedState().orElse(State.RUNNING), reportedReason());
        if (first) {
            patient.becameReady("✅ Ready after " + attempts + " attempts (" + finding + ")" + size());
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
        standing.changed();
        if (spec().kind() == Kind.FALKORDB) {
            lookWhetherItIsFetched();
        }
    }

    private void lookWhetherItIsFetched() {
        Child asked = child.orElseThrow();
        Path log = around.logFile(name());
        around.loop()
                .beside(
                        () -> Fetching.step(asked, log),
                        step -> {
                            if (!ready && child.filter(asked::equals).isPresent()) {
                                fetching(step);
                            }
                        },
                        fault -> around.tell(name(), "warning", "Its log cannot be read: " + fault.getMessage()));
    }

    private void fetching(String step) {
        if (!step.isEmpty() && !step.equals(fetching)) {
            around.tell(name(), "info", "It is being fetched first: " + step);
        }
        if (!step.equals(fetching)) {
            standing.to(State.STARTING, step.isEmpty() ? "" : "it is being fetched first: " + step);
        }
        fetching = step;
    }

    @Override
    public void failedReadiness(int attempts, String finding) {
        standing.probed(attempts, finding);
        around.tell(name(), "warning", "❌ Failed readiness after " + attempts + " attempts: " + finding);
        patient.unfit("not ready after " + attempts + " attempts", "it did not become ready");
    }

    @Override
    public void well(int failuresBefore) {
        around.tell(name(), "info", "Recovered after " + failuresBefore + " failures");
        standing.to(reportedState().orElse(State.RUNNING), reportedReason());
    }

    @Override
    public void unwell(int count, int most, String finding) {
        standing.probed(finding);
        if (count >= most) {
            around.tell(name(), "warning", "Liveness check failed (" + count + "x): " + finding + "; restarting");
            patient.unfit("liveness check failed " + count + " times", "liveness check failed " + count + " times");
            return;
        }
        if (standing.is(State.RUNNING)) {
            around.tell(name(), "warning", "Liveness check failed (" + count + "x): " + finding);
        }
        standing.to(
                State.DEGRADED,
                most == Integer.MAX_VALUE
                        ? finding
                        : finding + ", " + count + " of " + most + " before it is restarted");
    }

    @Override
    public void notAsked(String why) {
        standing.probed(why);
        around.tell(name(), "warning", why + "; that counts neither for nor against it");
        standing.changed();
    }

    /** Takes what the process says of itself. */
    void reported(ServiceStatus status) {
        boolean news = report.take(status, around.loop().now());
        if (child.isPresent() && news) {
            boolean itsWordCounts = spec().readiness()
                    .filter(readiness -> readiness.probe() instanceof Probe.Report)
                    .isPresent();
            if (!ready && itsWordCounts && isReady(status.state())) {
                probing.readyByReport();
            } else if (ready) {
                reportedState().ifPresent(told -> standing.to(told, status.reason()));
            } else {
                standing.to(status.percent() == null ? State.STARTING : State.LOADING, status.reason());
            }
        }
        standing.changed();
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
        if (child.isEmpty() || spec().beat().isZero() || report.last().isEmpty()) {
            return;
        }
        Duration silent = Duration.ofNanos(now - report.beatNanos());
        if (silent.compareTo(spec().beat()) >= 0) {
            around.tell(name(), "warning", "Silent for " + Words.of(silent) + ": it is stuck; restarting");
            patient.unfit("stuck, silent for " + Words.of(silent), "it was silent for " + Words.of(silent));
        }
    }
}
