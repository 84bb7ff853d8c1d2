package mind.supervisor.fleet;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;
import mind.supervisor.process.Ending;
import mind.supervisor.process.PortOwner;
import mind.supervisor.process.Proc;

/**
 * What is done to the processes of one service: started, waited for, ended. It is done beside the loop and comes back to it
 * with the number of the start it belongs to, so that a late result changes nothing. Owned by the loop.
 */
final class Handling {
    /** Whose processes they are; called on the loop. */
    interface Owner {
        void launched(Child child);

        void portTaken(PortOwner owner);

        void launchFailed(Exception fault);

        /** @param leavingOthers whether what the process started is there still */
        void died(Exit how, boolean leavingOthers);

        /** @param survivors what is alive after SIGKILL, in the operator's words; else empty */
        void ended(String survivors);

        void couldNotBeEnded(Exception fault);
    }

    private final Surroundings around;
    private final Owner owner;
    private int start; // number of the newest start; results of earlier ones don't count
    private Ending ending;

    Handling(Surroundings around, Owner owner) {
        this.around = around;
        this.owner = owner;
    }

    /** @param heapDoublings how often the heap was too small */
    void launch(ServiceSpec spec, int heapDoublings) {
        start++;
        around.loop()
                .beside(
                        () -> around.launcher().launch(spec, heapDoublings),
                        outcome -> outcome.child()
                                .ifPresentOrElse(
                                        child -> owner.launched(child),
                                        () -> owner.portTaken(outcome.owner().orElseThrow())),
                        owner::launchFailed);
    }

    /**
     * Gets ready for the next start, so that it will be quick.
     *
     * @param wanted asked afterwards, whether one may still come
     */
    void prepare(ServiceSpec spec, int heapDoublings, BooleanSupplier wanted) {
        around.loop()
                .beside(
                        () -> {
                            around.launcher().prepare(spec, heapDoublings);
                            return spec.name();
                        },
                        name -> {
                            if (!wanted.getAsBoolean()) {
                                unprepare(name);
                            }
                        },
                        fault -> around.tell(
                                spec.name(), "warning", "Its next start cannot be prepared: " + fault.getMessage()));
    }

    /** No start is near. */
    void unprepare(String service) {
        around.processes().unprepare(service);
    }

    /** Tells when {@code child} dies; of a process that is no child of ours nobody tells, see {@link #look}. */
    void watch(Child child) {
        if (child.adopted()) {
            start++;
        }
        int number = start;
        child.exit().whenComplete((code, fault) -> around.loop().run(() -> died(number, child, Exit.of(code))));
    }

    /** Looks whether an adopted process is there; where that cannot be told, the next look may tell. */
    void look(Child child) {
        if (child.adopted() && ending == null && isGone(child)) {
            died(start, child, Exit.UNKNOWN);
        }
    }

    private static boolean isGone(Child child) {
        try {
            return child.find().isEmpty();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void died(int number, Child child, Exit how) {
        if (number == start) {
            owner.died(how, ending == null && Ending.remains(child));
        }
    }

    /** @param wide whether to look for descendants that left the group, too */
    void end(Child child, ServiceSpec spec, boolean wide) {
        var newEnding = new Ending(around.processes(), child, spec.stopSignal(), spec.stopTimeout(), wide);
        ending = newEnding;
        around.loop().beside(newEnding::run, survivors -> ended(names(survivors)), fault -> {
            owner.couldNotBeEnded(fault);
            ended("pid " + child.pid() + ", as far as can be told");
        });
    }

    private void ended(String survivors) {
        ending = null;
        start++;
        owner.ended(survivors);
    }

    private static String names(List<Proc> procs) {
        List<String> names = new ArrayList<>();
        procs.forEach(proc -> names.add("pid " + proc.pid() + " (" + proc.name() + ")"));
        return String.join(", ", names);
    }

    /** Kills at once what is being ended. */
    void hurry() {
        if (ending != null) {
            ending.hurry();
        }
    }
}
