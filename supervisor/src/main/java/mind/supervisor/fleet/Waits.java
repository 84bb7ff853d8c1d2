package mind.supervisor.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import mind.protocol.ExitCodes;

/** The commands that have been carried out but not yet answered, because services are on their way. Owned by the loop. */
final class Waits {
    private final Loop loop;
    private final Function<String, Verdict> judge;
    private final List<Wait> open = new ArrayList<>();

    /** How far a service is on the way somebody waits for. */
    record Verdict(Progress progress, String text) {
        enum Progress {
            ON_ITS_WAY,
            DONE,
            FAILED
        }

        static Verdict onItsWay(String text) {
            return new Verdict(Progress.ON_ITS_WAY, text);
        }

        static Verdict done(String text) {
            return new Verdict(Progress.DONE, text);
        }

        static Verdict failed(String text) {
            return new Verdict(Progress.FAILED, text);
        }
    }

    private static final class Wait {
        private final Set<String> names;
        private final Function<String, Verdict> judge;
        private final BooleanSupplier complete;
        private final CompletableFuture<Outcome> answer;
        private final int failure;
        private Loop.Timer deadline = () -> {};

        Wait(
                Collection<String> names,
                Function<String, Verdict> judge,
                BooleanSupplier complete,
                CompletableFuture<Outcome> answer,
                int failure) {
            this.names = new LinkedHashSet<>(names);
            this.judge = judge;
            this.complete = complete;
            this.answer = answer;
            this.failure = failure;
        }
    }

    /** @param judge how far a service is on its way up */
    Waits(Loop loop, Function<String, Verdict> judge) {
        this.loop = loop;
        this.judge = judge;
    }

    /** Answers when all of {@code names} are up or cannot be, or when {@code patience} is over. */
    void untilUp(Collection<String> names, Duration patience, CompletableFuture<Outcome> answer) {
        add(new Wait(names, judge, () -> true, answer, ExitCodes.NOT_READY), patience);
    }

    /** The same for all there are; {@code complete} tells whether their number is known. */
    void untilAllUp(
            Function<String, Verdict> all,
            BooleanSupplier complete,
            Duration patience,
            CompletableFuture<Outcome> answer) {
        add(new Wait(List.of(""), all, complete, answer, ExitCodes.NOT_READY), patience);
    }

    /** Answers when all of {@code names} are what {@code gone} looks for; each service has a bound of its own. */
    void untilGone(
            Collection<String> names,
            Function<String, Verdict> gone,
            Duration patience,
            CompletableFuture<Outcome> answer) {
        add(new Wait(names, gone, () -> true, answer, ExitCodes.FAILED), patience);
    }

    private void add(Wait wait, Duration patience) {
        if (patience.isZero()) {
            wait.answer.complete(Outcome.done());
            return;
        }
        open.add(wait);
        wait.deadline = loop.after(patience, () -> {
            if (open.remove(wait)) {
                wait.answer.complete(answer(wait, ExitCodes.TIMEOUT));
            }
        });
        check();
    }

    /** Looks whether somebody can be answered. */
    void check() {
        for (Wait wait : List.copyOf(open)) {
            boolean over = wait.complete.getAsBoolean()
                    && wait.names.stream()
                            .noneMatch(name -> wait.judge.apply(name).progress() == Verdict.Progress.ON_ITS_WAY);
            if (over) {
                open.remove(wait);
                wait.deadline.cancel();
                boolean failed = wait.names.stream()
                        .anyMatch(name -> wait.judge.apply(name).progress() == Verdict.Progress.FAILED);
                wait.answer.complete(answer(wait, failed ? wait.failure : ExitCodes.OK));
            }
        }
    }

    private static Outcome answer(Wait wait, int exitCode) {
        List<String> lines = new ArrayList<>();
        for (String name : wait.names) {
            Verdict verdict = wait.judge.apply(name);
            if (!verdict.text().isEmpty()
                    && (exitCode == ExitCodes.OK || verdict.progress() != Verdict.Progress.DONE)) {
                lines.add(verdict.text());
            }
        }
        return new Outcome(exitCode, List.copyOf(lines));
    }

    void abandon(String why) {
        for (Wait wait : List.copyOf(open)) {
            open.remove(wait);
            wait.deadline.cancel();
            wait.answer.complete(Outcome.of(ExitCodes.FAILED, why));
        }
    }
}
