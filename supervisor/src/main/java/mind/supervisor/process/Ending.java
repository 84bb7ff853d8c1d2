package mind.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.FileTrouble;

/**
 * The end of one process and everything that came from it: asked, waited for, killed, and looked after until nothing of
 * it is there. Zombies don't count: they only wait for a parent that may not look. One thread runs it; another may hurry.
 */
public final class Ending {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.process");
    private static final Duration AFTER_KILL = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 10;
    private static final Duration UNSEEN = Duration.ofSeconds(60); // that it cannot be told what is left

    private final Mark mark;
    private final Child child;
    private final String signal;
    private final Duration patience;
    private final boolean wide;
    private final CountDownLatch hurried = new CountDownLatch(1);
    private boolean failed; // to send signals

    /**
     * @param signal   how it is asked to end
     * @param patience how long it may take before it is killed
     * @param wide     whether to look for descendants that left the group, too
     */
    public Ending(Processes processes, Child child, String signal, Duration patience, boolean wide) {
        this.mark = processes.mark();
        this.child = child;
        this.signal = signal;
        this.patience = patience;
        this.wide = wide;
    }

    /** Kills at once instead of waiting on. */
    public void hurry() {
        hurried.countDown();
    }

    /**
     * Ends it, and answers what is still alive all the same. Returns as soon as nothing is.
     *
     * @throws UncheckedIOException if for long it cannot be told what is
     */
    public List<Proc> run() throws InterruptedException {
        Set<Long> asked = new HashSet<>();
        boolean killing = false;
        long killDeadline = 0;
        List<Proc> left = left();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!left.isEmpty()) {
            long now = System.nanoTime();
            if (!killing && (now >= deadline || hurried.getCount() == 0)) {
                killing = true;
                killDeadline = now + AFTER_KILL.toNanos();
            }
            if (killing) {
                signal("KILL", left);
                if (now >= killDeadline) {
                    return left;
                }
            } else {
                ask(left, asked);
            }
            waitALittle(killing);
            left = left();
        }
        return left;
    }

    /**
     * The group is asked once and as a whole: what is born in it afterwards may be a part of its own tidying up. Who left
     * the group is asked one by one, when the group is empty. A stopped process is woken to hear it.
     */
    private void ask(List<Proc> left, Set<Long> asked) {
        List<Proc> fresh = new ArrayList<>();
        for (Proc proc : left) {
            if (asked.add(proc.group() == child.pid() ? child.pid() : proc.pid())) {
                fresh.add(proc);
            }
        }
        if (!fresh.isEmpty()) {
            signal(signal, fresh);
            if (left.stream().anyMatch(proc -> proc.state() == 'T')) {
                signal("CONT", left);
            }
        }
    }

    private void waitALittle(boolean killing) throws InterruptedException {
        if (!killing && !child.adopted() && !child.exit().isDone()) {
            try {
                child.exit().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (java.util.concurrent.TimeoutException e) {
                return;
            } catch (java.util.concurrent.ExecutionException e) {
                LOG.log(Level.WARNING, "waiting for " + child.pid() + " failed", e);
            }
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }

    /** What is left, once that can be told: without a free file descriptor nothing can be seen, which is not its end. */
    private List<Proc> left() throws InterruptedException {
        long deadline = System.nanoTime() + UNSEEN.toNanos();
        while (true) {
            try {
                return look();
            } catch (UncheckedIOException e) {
                if (System.nanoTime() >= deadline) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** The living members of the group, and the descendants that left it. */
    private List<Proc> look() {
        Optional<Proc> leader = child.find();
        List<Proc> left = new ArrayList<>();
        for (Proc proc : Proc.ofGroup(child.pid())) {
            if (proc.alive() && (leader.isPresent() || isOurs(proc))) {
                left.add(proc);
            }
        }
        if (left.isEmpty() && wide) {
            left.addAll(mark.find(Mark.START + "=" + child.record().token()));
        }
        return left;
    }

    /**
     * Without its leader a group is ours if a member shows our mark or belongs to the leader's session: the system gives
     * a number to no new process as long as a session has it.
     */
    private boolean isOurs(Proc proc) {
        return proc.session() == child.pid() && proc.pid() != child.pid()
                || mark.isOn(proc, Mark.START + "=" + child.record().token());
    }

    /** Signals the group as one while it has members, and each process outside it by its own number. */
    private void signal(String name, List<Proc> procs) {
        try {
            List<Long> targets = new ArrayList<>();
            for (Proc proc : procs) {
                long target = proc.group() == child.pid() ? -child.pid() : proc.pid();
                if (!targets.contains(target) && ProcessId.of(proc).alive()) {
                    targets.add(target);
                }
            }
            Signals.send(name, targets);
        } catch (IOException | UncheckedIOException e) {
            // nobody is taken for ended who has not been told so: it is tried again until the bound
            if (!failed) {
                LOG.warning(
                        "the processes of " + child.record().service() + " cannot be sent signals: " + e.getMessage());
            }
            failed = true;
        }
    }

    /** Sends {@code signal} to the group of {@code child}, if its leader is the process that was started. */
    public static boolean send(Child child, String signal) throws IOException {
        if (child.find().isEmpty()) {
            return false;
        }
        Signals.send(signal, List.of(-child.pid()));
        return true;
    }

    /** Whether the group of a leader that has ended still has living members, or that cannot be told. */
    public static boolean remains(Child child) {
        try {
            if (!Signals.reachesGroup(child.pid())) {
                return false; // most often: and a restart need not wait for a look at every process there is
            }
        } catch (IOException e) {
            LOG.warning("whether group " + child.pid() + " is empty could not be asked: " + FileTrouble.of(e));
        }
        try {
            return Proc.ofGroup(child.pid()).stream().anyMatch(Proc::alive);
        } catch (UncheckedIOException e) {
            return true; // its ending looks again
        }
    }
}
