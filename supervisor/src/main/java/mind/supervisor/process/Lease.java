package mind.supervisor.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The right to keep the services of one state directory. It ends with its holder's process, however that ends. */
public final class Lease implements AutoCloseable {
    /**
     * Who has it.
     *
     * @param pid        the supervisor
     * @param startTicks when it began, in clock ticks since the machine started
     * @param bootId     which start of the machine that was
     * @param since      wall clock
     * @param config     services file, or {@code built-in}
     * @param folder     where it was started
     * @param build      version
     */
    public record Holder(
            long pid, long startTicks, String bootId, Instant since, String config, String folder, String build) {}

    /** Takes the lease, or answers empty where another holds it; {@link #holder} then says who. */
    public static Optional<Lease> take(Path state, String config, String build) throws IOException {
        return Optional.of(new Lease());
    }

    /** Who holds it now, if somebody does. */
    public static Optional<Holder> holder(Path state) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
