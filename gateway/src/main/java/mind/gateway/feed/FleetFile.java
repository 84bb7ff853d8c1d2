package mind.gateway.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.logging.Logger;
import mind.protocol.Fleet;
import mind.protocol.WireJson;

/** The supervisor's list of citizens on disk, looked at from time to time and read when it has been replaced. */
final class FleetFile {
    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");

    private final Path file;
    private Object seen = "";
    private String trouble = "";

    FleetFile(Path file) {
        this.file = file;
    }

    /** The list, if it was replaced since the last look and can be read. */
    Optional<Fleet> changed() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object now = attributes.lastModifiedTime() + " " + attributes.fileKey() + " " + attributes.size();
            if (now.equals(seen)) {
                return Optional.empty();
            }
            Fleet fleet = WireJson.MAPPER.readValue(Files.readAllBytes(file), Fleet.class);
            seen = now;
            trouble = "";
            return Optional.of(fleet);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // the supervisor has not written it yet
        } catch (IOException e) {
            if (!trouble.equals(e.toString())) {
                trouble = e.toString();
                LOG.warning("The fleet file " + file + " (MIND_FLEET) cannot be read: " + e.getMessage());
            }
            return Optional.empty();
        }
    }
}
