package mind.gateway.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import mind.protocol.Fleet;
import mind.protocol.GraphName;
import mind.protocol.WireJson;

/** The supervisor's list of citizens on disk, looked at from time to time and read when it has been replaced. */
final class FleetFile {
    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");

    private static final List<GraphName.Level> LEVELS = List.of(GraphName.Level.values());

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
            check(fleet);
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

    /** A list with a hole in it would be taken halfway. */
    private static void check(Fleet fleet) throws IOException {
        if (fleet == null || fleet.citizens() == null) {
            throw new IOException("it has no \"citizens\"");
        }
        for (Fleet.Citizen citizen : fleet.citizens()) {
            if (citizen == null || citizen.citizen() == null || citizen.graph() == null || citizen.state() == null) {
                throw new IOException("a citizen without \"citizen\", \"graph\" or \"state\"");
            }
            if (LEVELS.stream().noneMatch(level -> level.name().equals(citizen.level()))) {
                throw new IOException(
                        citizen.citizen() + " has the level \"" + citizen.level() + "\": there are " + LEVELS);
            }
        }
    }
}
