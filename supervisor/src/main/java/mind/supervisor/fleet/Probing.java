package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mind.protocol.FileTrouble;
import mind.supervisor.config.Probe;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;

/**
 * The questions put to one process: first whether it is ready, quickly at the beginning so that a fast service is ready
 * fast; afterwards, never before, whether it is still alive. Owned by the loop; the questions are put beside it.
 */
final class Probing {
    private static final long[] QUICK_MILLIS = {0, 50, 100, 200, 300, 350}; // the first second, together attempt 1
    private static final Duration GRACE = Duration.ofSeconds(1); // beyond its timeout, then an answer no longer counts
    private static final Duration AGAIN = Duration.ofSeconds(1); // where a question could not be put
    private static final Duration WELFARE = Duration.ofSeconds(10);

    /** Who wants to know. */
    interface Owner {
        ServiceSpec spec();

        Report report();

        void ready(int attempts, String finding);

        void notReady(int attempts, String finding);

        void failedReadiness(int attempts, String finding);

        void well(int failuresBefore);

        void unwell(int failures, int most, String finding);

        void notAsked(String why);
    }

    private final Loop loop;
    private final Owner owner;
    private final Child child;
    private final Path statusFile;
    private final long begunNanos;
    private Loop.Timer timer = () -> {};
    private boolean ended;
    private int question;
    private int quick;
    private int attempt = 1;
    private int attemptsWithoutProgress = 1;
    private long progressSeen;
    private int failures;
    private boolean unasked; // and that has been told

    Probing(Loop loop, Owner owner, Child child, Path statusFile) {
        this.loop = loop;
        this.owner = owner;
        this.child = child;
        this.statusFile = statusFile;
        this.begunNanos = loop.now();
        this.progressSeen = begunNanos;
    }

    /** Asks anew, by the rules as they are now; what was asked by others does not count. */
    void begin(boolean ready) {
        if (ended) {
            return;
        }
        question++;
        timer.cancel();
        if (!ready) {
            quick = 0;
            awaitReadiness();
            return;
        }
        if (failures > 0) { // those of the old probe; the new one, if there is one, finds its own
            int before = failures;
            failures = 0;
            owner.well(before);
        }
        watchOver();
    }

    /** Asks whether it is ready until it is or has used up its start. */
    void awaitReadiness() {
        Optional<ServiceSpec.Readiness> readiness = owner.spec().readiness();
        if (readiness.isEmpty()) {
            owner.ready(1, "it runs");
            watchOver();
            return;
        }
        timer = loop.after(Duration.ofMillis(QUICK_MILLIS[quick]), () -> askReadiness(readiness.get()));
    }

    private void askReadiness(ServiceSpec.Readiness readiness) {
        ask(readiness.probe(), finding -> {
            if (finding.passed()) {
                owner.ready(attempt, finding.text());
                watchOver();
                return;
            }
            owner.notReady(attempt, finding.text());
            if (usedUp(readiness)) {
                end();
                owner.failedReadiness(attempt, finding.text());
                return;
            }
            quick++;
            if (quick < QUICK_MILLIS.length) {
                timer = loop.after(Duration.ofMillis(QUICK_MILLIS[quick]), () -> askReadiness(readiness));
            } else {
                timer = loop.after(readiness.interval(), () -> {
                    attempt++;
                    attemptsWithoutProgress++;
                    askReadiness(readiness);
                });
            }
        });
    }

    /** Progress since the last attempt gives the attempts and the time anew. */
    private boolean usedUp(ServiceSpec.Readiness readiness) {
        Report report = owner.report();
        long progress = readiness.probe() instanceof Probe.Report
                ? Math.max(report.progressNanos(), report.beatNanos())
                : report.progressNanos();
        if (progress - progressSeen > 0) {
            progressSeen = progress;
            attemptsWithoutProgress = 1;
            return false;
        }
        return attemptsWithoutProgress >= readiness.attempts()
                || loop.now() - progressSeen >= owner.spec().startup().toNanos();
    }

    /** The worker's own word came by another way before the next question was due. */
    void readyByReport() {
        if (!ended) {
            end();
            ended = false;
            owner.ready(attempt, owner.spec().readiness().orElseThrow().probe() + " succeeded");
            watchOver();
        }
    }

    /** From now on asks whether it is still well. */
    void watchOver() {
        Optional<ServiceSpec.Liveness> liveness = owner.spec().liveness();
        Optional<Probe> probe = liveness.map(ServiceSpec.Liveness::probe)
                .or(() -> owner.spec().readiness().map(ServiceSpec.Readiness::probe))
                .filter(question -> !(question instanceof Probe.Report));
        probe.ifPresent(question -> {
            Duration interval = liveness.map(ServiceSpec.Liveness::interval).orElse(WELFARE);
            timer = loop.after(interval, () -> askLiveness(question));
        });
    }

    private void askLiveness(Probe probe) {
        ask(probe, finding -> {
            if (finding.passed()) {
                if (failures > 0) {
                    owner.well(failures);
                }
                failures = 0;
            } else {
                failures++;
                int most = owner.spec()
                        .liveness()
                        .map(ServiceSpec.Liveness::failures)
                        .orElse(Integer.MAX_VALUE);
                owner.unwell(failures, most, finding.text());
            }
            if (!ended) {
                watchOver();
            }
        });
    }

    private void ask(Probe probe, java.util.function.Consumer<Prober.Finding> then) {
        int number = ++question;
        Loop.Timer late = loop.after(probe.timeout().plus(GRACE), () -> {
            if (!ended && number == question) {
                question++; // its answer no longer counts
                then.accept(new Prober.Finding(false, probe + " failed: no answer in time"));
            }
        });
        Path folder = Launcher.folder(owner.spec());
        loop.beside(
                () -> Prober.ask(probe, child, statusFile, folder),
                finding -> {
                    late.cancel();
                    if (!ended && number == question) {
                        unasked = false;
                        then.accept(finding);
                    }
                },
                fault -> {
                    late.cancel();
                    if (!ended && number == question) {
                        notAsked(probe, fault, then);
                    }
                });
    }

    /** What failed is ours, and says nothing of the process: as often as it happens, the question is put again. */
    private void notAsked(Probe probe, Exception fault, java.util.function.Consumer<Prober.Finding> then) {
        if (!unasked) {
            owner.notAsked(probe + " could not be asked: " + FileTrouble.of(fault));
        }
        unasked = true;
        timer = loop.after(AGAIN, () -> ask(probe, then));
    }

    void end() {
        ended = true;
        question++;
        timer.cancel();
    }
}
