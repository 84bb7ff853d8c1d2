package mind.supervisor.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mind.protocol.ServiceStatus.AtomicFile;
import mind.protocol.WireJson;

/**
 * What a state directory was started with: the next {@code up} takes from here what it isn't told otherwise, so that it finds
 * the same instance again.
 *
 * @param port   the gateway's port
 * @param demo   whether it is a demo, with graphs of its own making and an ambient source
 * @param small  whether it is to fit into 512 MiB
 * @param config services file; empty for the built-in default
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LastUp(int port, boolean demo, boolean small, String config) {
    private static final String FILE = "instance.json";
    private static final int PORT = 8_000;

    static LastUp read(Path state) {
        try {
            return WireJson.MAPPER.readValue(Files.readAllBytes(state.resolve(FILE)), LastUp.class);
        } catch (NoSuchFileException e) {
            return new LastUp(PORT, false, false, "");
        } catch (IOException e) {
            return new LastUp(PORT, false, false, ""); // torn by hand: what is told and the defaults stand
        }
    }

    void write(Path state) throws IOException {
        AtomicFile.write(state.resolve(FILE), WireJson.MAPPER.writeValueAsBytes(this));
    }
}
