package mind.supervisor.process;

import java.util.Optional;

/**
 * Which process is meant, beyond the reuse of its number.
 *
 * @param pid        its number
 * @param startTicks when it began
 * @param bootId     on which start of the machine
 */
public record ProcessId(long pid, long startTicks, String bootId) {
    static ProcessId of(Proc proc) {
        return new ProcessId(proc.pid(), proc.startTicks(), Proc.bootId());
    }

    /**
     * The process if it is there and is the one meant; a zombie counts as gone.
     *
     * @throws java.io.UncheckedIOException if that cannot be told
     */
    public Optional<Proc> find() {
        if (!Proc.bootId().equals(bootId)) {
            return Optional.empty();
        }
        return Proc.of(pid).filter(proc -> proc.startTicks() == startTicks && proc.alive());
    }

    public boolean alive() {
        return find().isPresent();
    }
}
