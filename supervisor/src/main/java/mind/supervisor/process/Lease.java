package mind.supervisor.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.logging.Logger;
import mind.protocol.FileTrouble;
import mind.protocol.ServiceStatus;
import mind.protocol.WireJson;

/**
 * The right to keep the services of one state directory. It ends with its holder's process, however that ends.
 *
 * <p>Two things must agree: a lock on {@code supervisor.lock}, which the system takes from a dead holder, and {@code
 * supervisor.json}, which says who holds it. The second also holds where somebody deleted the first. The lock file is
 * opened by nobody else in this process: closing another channel on it would give the lock away.
 */
public final class Lease implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.process");
    private static final int TRIES = 5;

    private final Path lockFile;
    private final Path holderFile;
    private final FileChannel channel;
    private final Object inode;
    private final Holder holder;
    private boolean closed;

    /**
     * Who has it.
     *
     * @param pid        the supervisor
     * @param startTicks when it began, in clock ticks since the machine started
     * @param bootId     which start of the machine that was
     * @param sinceMs    epoch milliseconds
     * @param config     services file, or {@code built-in}
     * @param folder     where it was started
     * @param build      version
     */
    public record Holder(
            long pid, long startTicks, String bootId, long sinceMs, String config, String folder, String build) {
        boolean alive() {
            return new ProcessId(pid, startTicks, bootId).alive();
        }
    }

    private Lease(Path state, FileChannel channel, Object inode, Holder holder) {
        this.lockFile = lockFile(state);
        this.holderFile = holderFile(state);
        this.channel = channel;
        this.inode = inode;
        this.holder = holder;
    }

    /** Takes the lease, or answers empty where another holds it; {@link #holder} then says who. Nothing else changes. */
    public static Optional<Lease> take(Path state, String config, String build) throws IOException {
        if (holder(state).isPresent()) {
            return Optional.empty();
        }
        for (int i = 0; i < TRIES; i++) {
            FileChannel channel = FileChannel.open(
                    lockFile(state), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Optional<FileLock> lock = lock(channel);
            if (lock.isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            Object inode = inode(lockFile(state));
            if (!inode.equals(inodeOf(channel, state))) {
                channel.close(); // deleted and made anew by another between opening and locking
                continue;
            }
            if (holder(state).isPresent()) {
                channel.close();
                return Optional.empty();
            }
            tellUnreadable(state);
            Proc own = Proc.of(ProcessHandle.current().pid())
                    .orElseThrow(() -> new IOException("/proc does not show this process; Mind needs it"));
            var holder = new Holder(
                    own.pid(),
                    own.startTicks(),
                    Proc.bootId(),
                    System.currentTimeMillis(),
                    config,
                    Path.of("").toAbsolutePath().toString(),
                    build);
            ServiceStatus.AtomicFile.write(holderFile(state), WireJson.MAPPER.writeValueAsBytes(holder));
            return Optional.of(new Lease(state, channel, inode, holder));
        }
        throw new IOException(lockFile(state) + " is deleted again and again by somebody");
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // this very process holds it
        }
    }

    /** The inode behind an open channel, seen through the process's own descriptors. */
    private static Object inodeOf(FileChannel channel, Path state) throws IOException {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            Path real = lockFile(state).toRealPath();
            for (Path descriptor : descriptors) {
                try {
                    if (Files.readSymbolicLink(descriptor).equals(real)) {
                        return inode(descriptor);
                    }
                } catch (IOException e) {
                    // the descriptor of this very listing
                }
            }
        }
        return channel; // no descriptor has the path: it was deleted
    }

    private static Object inode(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Who holds it now, if somebody does who is alive. */
    public static Optional<Holder> holder(Path state) {
        try {
            return read(state).filter(Holder::alive);
        } catch (IOException e) {
            return Optional.empty(); // only the lock counts
        }
    }

    /** Said where it changes nothing any more: nobody holds the lock. */
    private static void tellUnreadable(Path state) {
        try {
            read(state);
        } catch (IOException e) {
            LOG.warning(holderFile(state) + " cannot be read (" + FileTrouble.why(e)
                    + "): it is written anew, as no supervisor holds " + lockFile(state));
        }
    }

    private static Optional<Holder> read(Path state) throws IOException {
        try {
            return Optional.ofNullable(WireJson.MAPPER.readValue(Files.readAllBytes(holderFile(state)), Holder.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    public Holder holder() {
        return holder;
    }

    /**
     * Puts back what somebody deleted, so that nobody else takes a lease that is held.
     *
     * @return whether it was gone
     */
    public synchronized boolean keep() throws IOException {
        if (closed || Files.exists(holderFile)) {
            return false;
        }
        Files.createDirectories(holderFile.getParent()); // it may have gone with its folder
        ServiceStatus.AtomicFile.write(holderFile, WireJson.MAPPER.writeValueAsBytes(holder));
        return true;
    }

    /** Whether somebody has deleted what says who holds it. */
    public boolean isGone() {
        return !Files.exists(holderFile);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (channel) {
            Files.deleteIfExists(holderFile);
            if (inode.equals(inode(lockFile))) {
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException e) {
            LOG.warning("the lease cannot be given back in order; it ends with this process: " + FileTrouble.of(e));
        }
    }

    private static Path lockFile(Path state) {
        return state.resolve("supervisor.lock");
    }

    private static Path holderFile(Path state) {
        return state.resolve("supervisor.json");
    }
}
