package mind.supervisor.process;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A running process of a service: leader of a session and a group of its own.
 *
 * @param record what is on disk about it
 * @param id     which process it is; its group has the same number
 * @param exit   done with the exit code when it ends; never done for an adopted one, which is no child of ours
 * @param adopted whether an earlier supervisor started it
 */
public record Child(ChildRecord record, ProcessId id, CompletableFuture<Integer> exit, boolean adopted) {
    static Child adopted(ChildRecord record) {
        return new Child(record, record.id(), new CompletableFuture<>(), true);
    }

    public long pid() {
        return id.pid();
    }

    public Optional<Proc> find() {
        return id.find();
    }
}
