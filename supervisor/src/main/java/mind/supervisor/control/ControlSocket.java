package mind.supervisor.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import mind.protocol.ServiceStatus.AtomicFile;

/**
 * Where the control socket of a state directory lies: in it, or, where that path is longer than the operating system
 * allows a socket's to be, in a folder of ours under the runtime or temporary directory, which a file in the state
 * directory names.
 */
public final class ControlSocket {
    /** What {@code sockaddr_un} holds on Linux, its closing zero left out. */
    static final int MAX_PATH_BYTES = 107;

    static final String NAME = "control.sock";
    static final String POINTER = "control.path";

    private ControlSocket() {}

    /** The path a client connects to. */
    public static Path of(Path state) throws IOException {
        Path pointer = state.resolve(POINTER);
        if (Files.exists(pointer)) {
            return Path.of(Files.readString(pointer).strip());
        }
        return state.resolve(NAME);
    }

    /** The path a server binds; makes the folder and the pointer where the direct path is too long. */
    static Path prepare(Path state, Map<String, String> environment) throws IOException {
        Path direct = state.toAbsolutePath().resolve(NAME);
        Path pointer = state.resolve(POINTER);
        // a server binds beside it first, hence the room for a longer name
        if (direct.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES - ControlServer.PART.length()) {
            Files.deleteIfExists(pointer);
            return direct;
        }
        Path parent = Path.of(environment.getOrDefault(
                "XDG_RUNTIME_DIR", environment.getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir"))));
        String id = UUID.nameUUIDFromBytes(state.toRealPath().toString().getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 18);
        Path folder = parent.resolve("mind-" + System.getProperty("user.name") + "-" + id);
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path path = folder.resolve(NAME);
        AtomicFile.write(pointer, (path + "\n").getBytes(StandardCharsets.UTF_8));
        return path;
    }

    static UnixDomainSocketAddress address(Path path) {
        return UnixDomainSocketAddress.of(path);
    }
}
