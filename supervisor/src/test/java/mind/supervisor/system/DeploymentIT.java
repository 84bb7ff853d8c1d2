package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's two commands without a container: each runs as the image would run it, from a copy of what the image has. */
class DeploymentIT {
    private static final String PASSWORD = "a/b+c=d \\\"e";

    private final Path root = FalkorDb.root();

    @Test
    void every_step_of_the_image_is_a_line_of_a_script() throws IOException {
        String image = MindCli.read(root.resolve("scripts/deploy/Dockerfile"));
        String steps = MindCli.read(root.resolve("scripts/deploy/step"));
        List<String> commands = new ArrayList<>();
        Pattern.compile("^(?:RUN|CMD) (.*)$", Pattern.MULTILINE)
                .matcher(image)
                .results()
                .forEach(found -> commands.add(found.group(1).replaceAll("[\\[\\]\",]", "")));
        assertTrue(commands.size() >= 6, image);
        for (String command : commands) {
            String[] words = command.trim().split(" ");
            assertEquals(2, words.length, command);
            assertTrue(Files.isExecutable(root.resolve(words[0])), command);
            assertTrue(words[0].endsWith("falkordb") || steps.contains("  " + words[1] + ")"), command);
        }
    }

    @Test
    void the_blueprint_starts_the_image_with_commands_it_has() throws IOException {
        JsonNode services =
                new YAMLMapper().readTree(root.resolve("render.yaml").toFile()).get("services");
        assertEquals(2, services.size());
        for (JsonNode service : services) {
            assertTrue(Files.exists(root.resolve(service.get("dockerfilePath").asText())));
            String[] words = service.get("dockerCommand").asText().split(" ");
            assertTrue(MindCli.read(root.resolve(words[0])).contains("  " + words[1] + ")"), words[1]);
        }
        assertEquals("/healthz", services.get(1).get("healthCheckPath").asText());
    }

    @Test
    void the_two_services_of_the_blueprint_find_each_other(@TempDir Path folder) throws Exception {
        Path image = layOut(folder.resolve("image"));
        int databasePort = FalkorDb.freePort();
        int port = FalkorDb.freePort();
        Map<String, String> shared = Map.of("FALKORDB_PASSWORD", PASSWORD);
        Process database = start(
                image,
                folder.resolve("database.log"),
                "run-falkordb",
                shared,
                Map.of(
                        "PORT",
                        Integer.toString(databasePort),
                        "MIND_STATE",
                        folder.resolve("disk").toString()));
        Map<String, String> settings = new HashMap<>(Map.of(
                "PORT", Integer.toString(port),
                "BIND", "0.0.0.0",
                "AUTH_OPEN", "read",
                "AUTH_HS256_SECRET", "0123456789012345678901234567890123456789012=",
                "FALKORDB_HOST", "127.0.0.1",
                "FALKORDB_PORT", Integer.toString(databasePort),
                "MIND_STATE", folder.resolve("state").toString()));
        Process mind = start(image, folder.resolve("mind.log"), "run-mind", shared, settings);
        try {
            Awaitility.await("health")
                    .atMost(MindCli.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> get(port, "/healthz").statusCode() == 200);
            Awaitility.await("readiness")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> get(port, "/readyz").statusCode() == 200);
            String log = MindCli.read(folder.resolve("mind.log"));
            assertTrue(log.contains("http://localhost:" + port), log);
            assertTrue(!log.contains(PASSWORD) && !log.contains("a%2Fb"), log);
        } finally {
            mind.destroy();
            assertTrue(mind.waitFor(60, TimeUnit.SECONDS));
            database.destroy();
            assertTrue(database.waitFor(60, TimeUnit.SECONDS));
        }
        assertEquals(0, mind.exitValue(), MindCli.read(folder.resolve("mind.log")));
    }

    @Test
    void a_database_without_a_password_refuses_to_listen_to_everybody(@TempDir Path folder) throws Exception {
        Process database = start(root, folder.resolve("log"), "run-falkordb", Map.of(), Map.of("PORT", "0"));
        assertTrue(database.waitFor(30, TimeUnit.SECONDS));
        assertEquals(78, database.exitValue());
        assertTrue(MindCli.read(folder.resolve("log")).startsWith("FALKORDB_PASSWORD is not set"));
    }

    /** What the image's last stage copies: the scripts and the distribution, no sources. */
    private Path layOut(Path image) throws IOException {
        copy(root.resolve("scripts"), image.resolve("scripts"));
        copy(root.resolve("supervisor/target/dist"), image.resolve("supervisor/target/dist"));
        return image;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static Process start(
            Path image, Path log, String step, Map<String, String> shared, Map<String, String> settings)
            throws IOException {
        var builder = new ProcessBuilder(image.resolve("scripts/deploy/step").toString(), step)
                .directory(image.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FALKORDB_") || name.equals("REDIS_URL"));
        builder.environment().putAll(shared);
        builder.environment().putAll(settings);
        return builder.start();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
