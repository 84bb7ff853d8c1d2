package mind.worker.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;
import mind.protocol.ExitCodes;
import mind.protocol.FileTrouble;

/**
 * Where an export goes: it is written aside, as often as it takes, and delivered once it is whole. Half a graph looks like a
 * backup, so nobody gets to see one, and nothing of it is left behind.
 */
final class ExportFile implements AutoCloseable {
    private final String name;
    private final Path part;
    private final boolean gzip;
    private final Delivery delivery;

    private interface Delivery {
        void of(Path part) throws IOException;
    }

    private ExportFile(String name, Path part, boolean gzip, Delivery delivery) {
        this.name = name;
        this.part = part;
        this.gzip = gzip;
        this.delivery = delivery;
        part.toFile().deleteOnExit(); // for an end by a signal
    }

    /**
     * A file that gets its name once it is whole, compressed where the name ends in {@code .gz}.
     *
     * @throws StoreException where it cannot become a regular file
     */
    static ExportFile to(Path file) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw refusal(file, "that is a folder; name a file in it, such as " + file.resolve("graph.jsonl.gz"));
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw refusal(file, "that is no regular file; name a file, or leave out --to to write to standard output");
        }
        if (!Files.isDirectory(target.getParent())) {
            throw refusal(file, "there is no folder " + target.getParent() + "; make it, or name a file elsewhere");
        }
        return new ExportFile(
                file.toString(),
                target.resolveSibling(target.getFileName() + ".part"),
                file.toString().endsWith(".gz"),
                part -> Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    private static StoreException refusal(Path file, String problem) {
        return new StoreException(ExitCodes.USAGE, "--to is \"" + file + "\": " + problem);
    }

    /** A stream that takes no byte back: it gets all of them at the end. */
    static ExportFile to(OutputStream stream, String name) throws IOException {
        Path part = Files.createTempFile("mind-export", ".jsonl");
        return new ExportFile("the temporary file " + part, part, false, whole -> {
            try {
                Files.copy(whole, stream);
                stream.flush();
            } catch (IOException e) {
                throw new StoreException(ExitCodes.FAILED, name + " cannot be written: " + FileTrouble.why(e), e);
            }
        });
    }

    /** What has been written so far is forgotten. */
    OutputStream begin() throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
        return gzip ? new GZIPOutputStream(out, 1 << 16) : out;
    }

    void deliver() throws IOException {
        delivery.of(part);
    }

    /** What to say where {@link #begin}, a write or {@link #deliver} has failed. */
    StoreException failure(IOException e) {
        return new StoreException(ExitCodes.FAILED, name + " cannot be written: " + FileTrouble.why(e), e);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
    }
}
