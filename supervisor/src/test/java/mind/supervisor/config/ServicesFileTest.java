package mind.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.ConfigException;
import mind.protocol.GraphName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesFileTest {
    @TempDir
    Path folder;

    private ServicesFile read(String yaml) throws IOException {
        return read(yaml, Map.of("HOME_PORT", "9000"));
    }

    private ServicesFile read(String yaml, Map<String, String> environment) throws IOException {
        Path file = folder.resolve("mind.yaml");
        Files.writeString(file, yaml);
        return ServicesFile.load(
                new Instance(folder.resolve("state"), folder, 8_000, false, environment), Optional.of(file));
    }

    private String refused(String yaml) {
        return assertThrows(ConfigException.class, () -> read(yaml)).getMessage();
    }

    @Test
    void the_original_shape_is_understood() throws IOException {
        ServicesFile file = read("""
                env: {WS_PORT: '${HOME_PORT:-8000}', SHARED: yes}
                services:
                  - id: falkor
                    cmd: [falkor, --port, 6379]
                    readiness: {tcp: {host: localhost, port: 6379, timeout_s: 3}}
                    restart: {policy: on-failure, backoff: {base_ms: 1000, max_ms: 30000, jitter: 0.2}}
                    criticality: CRITICAL
                  - id: ws_api
                    cmd: [python3, -m, ws, --port, '${WS_PORT}']
                    cwd: sub
                    env: {PORT: '${WS_PORT}', WS_PORT: '${WS_PORT}'}
                    requires: [falkor]
                    readiness: {http_get: {url: 'http://127.0.0.1:${WS_PORT}/', timeout_s: 15}}
                    liveness: {script: {cmd: 'true'}}
                    watch: {paths: [src, '!src/x'], on_change: graceful-restart}
                    min_uptime_before_reload: 25
                    singleton: true
                    max_retries: 3
                  - id: watcher
                    cmd: [watch]
                    depends_on: [ws_api]
                    watched_files: [a.py]
                    restart: {policy: always}
                """);
        assertEquals(List.of("falkor", "ws_api", "watcher"), file.names());
        ServiceSpec falkor = file.services().get(0);
        assertEquals(
                new Probe.Tcp("localhost", 6_379, Duration.ofSeconds(3)),
                falkor.readiness().orElseThrow().probe());
        assertEquals(List.of(6_379), falkor.ports());
        assertEquals(Duration.ofSeconds(30), falkor.restart().max());
        assertEquals(30, falkor.readiness().orElseThrow().attempts());
        ServiceSpec api = file.services().get(1);
        assertEquals(List.of("python3", "-m", "ws", "--port", "9000"), api.command());
        assertEquals(Map.of("WS_PORT", "9000", "SHARED", "yes", "PORT", "9000"), api.environment());
        assertEquals(Optional.of(folder.toAbsolutePath().resolve("sub")), api.folder());
        assertEquals(3, api.restart().maxRetries());
        assertEquals(List.of(new ServiceSpec.Requirement("falkor", ServiceSpec.Condition.READY)), api.requires());
        assertEquals(
                List.of(folder.resolve("src").toString(), "!" + folder.resolve("src/x")),
                api.watch().orElseThrow().paths());
        assertEquals(
                List.of(folder.resolve("a.py").toString()),
                file.services().get(2).watch().orElseThrow().paths());
        assertEquals(ServiceSpec.Policy.ALWAYS, file.services().get(2).restart().policy());
        assertTrue(file.engine().isEmpty());
    }

    @Test
    void a_template_makes_a_service_of_each_item() throws IOException {
        ServicesFile file = read("""
                services: [{id: bus_ws, cmd: [bus]}]
                citizens:
                  template:
                    id: engine_{{id}}
                    cmd: [engine, --citizen, '{{ citizen }}', '{{group}}-{{index}}']
                    env: {CITIZEN_ID: '{{id}}'}
                    depends_on: [bus_ws]
                  items:
                    - {id: felix, citizen: felix-engineer}
                    - {id: iris, citizen: iris-archivist}
                helpers:
                  template: {cmd: [help]}
                  items: [{}, {id: named}]
                """);
        assertEquals(List.of("bus_ws", "engine_felix", "engine_iris", "helpers_0", "named"), file.names());
        assertEquals(
                List.of("engine", "--citizen", "iris-archivist", "citizens-1"),
                file.services().get(2).command());
        assertEquals("felix", file.services().get(1).environment().get("CITIZEN_ID"));
    }

    @Test
    void engines_have_the_optimising_compiler_for_the_tick_where_memory_allows_it() throws IOException {
        Path directives = folder.resolve("scripts/lib/engine-compiler.json");
        assertEquals(List.of("-XX:TieredStopAtLevel=1"), compilerFlags(false), "without the file that restricts it");
        Files.createDirectories(directives.getParent());
        Files.writeString(directives, "[]");
        assertEquals(
                List.of("-XX:CompilerDirectivesFile=" + directives, "-XX:CompileThresholdScaling=4"),
                compilerFlags(false));
        assertEquals(List.of("-XX:TieredStopAtLevel=1"), compilerFlags(true));
    }

    private List<String> compilerFlags(boolean small) {
        ServicesFile file = ServicesFile.load(
                new Instance(folder.resolve("state"), folder, 8_000, small, Map.of()), Optional.empty());
        return file.engineOf(GraphName.of("iris")).orElseThrow().argv(64).stream()
                .filter(flag -> flag.contains("Compile") || flag.contains("Tiered"))
                .toList();
    }

    @Test
    void what_no_engine_and_no_watch_can_live_with_is_refused_with_its_line() {
        String required = refused("builtin: true\nengine:\n  requires: [falkordbb]\n");
        assertTrue(required.contains("mind.yaml:3: the engine requires \"falkordbb\""), required);
        assertTrue(required.contains("did you mean falkordb?"), required);
        String own = refused("builtin: true\nservices:\n  - id: iris\n    requires: [nobody]\n");
        assertTrue(own.contains("mind.yaml:3: engine iris requires \"nobody\""), own);
        String glob = refused("services:\n  - id: a\n    cmd: [x]\n    watch:\n      paths: ['src/[a', lib]\n");
        assertTrue(glob.contains("mind.yaml:5: service a, watch, paths: \"src/[a\" is no pattern"), glob);
        String files = refused("services:\n  - id: a\n    cmd: [x]\n    watched_files: ['{a']\n");
        assertTrue(files.contains("mind.yaml:4: service a, watched_files: \"{a\" is no pattern"), files);
        String heap = refused("builtin: true\nservices:\n  - {id: gateway, heap_mib: 8}\n");
        assertTrue(heap.contains("heap_mib is \"8\": set a number from 24"), heap);
    }

    @Test
    void an_engine_of_its_own_waits_for_no_falkordb_that_is_outside() throws IOException {
        ServicesFile file = read(
                "builtin: true\nservices:\n  - {id: iris, requires: [falkordb]}\n",
                Map.of("FALKORDB_URL", "redis://127.0.0.1:6379"));
        assertEquals(
                List.of(), file.engineOf(GraphName.of("iris")).orElseThrow().requires());
    }

    @Test
    void a_heap_that_no_jvm_starts_with_is_refused() {
        String heap = assertThrows(
                        ConfigException.class,
                        () -> ServicesFile.load(
                                new Instance(
                                        folder.resolve("state"),
                                        folder,
                                        8_000,
                                        false,
                                        Map.of("MIND_ENGINE_HEAP_MIB", "3")),
                                Optional.empty()))
                .getMessage();
        assertTrue(heap.contains("MIND_ENGINE_HEAP_MIB is \"3\": set 0 or a whole number from 12"), heap);
    }

    @Test
    void one_engine_at_a_time_loads_where_memory_is_scarce_unless_told_otherwise() {
        assertEquals(1, loadingAtOnce(true, Map.of()));
        assertEquals(3, loadingAtOnce(true, Map.of("MIND_LOADING_AT_ONCE", "3")));
        assertEquals(Runtime.getRuntime().availableProcessors(), loadingAtOnce(false, Map.of()));
    }

    private int loadingAtOnce(boolean small, Map<String, String> environment) {
        return ServicesFile.load(
                        new Instance(folder.resolve("state"), folder, 8_000, small, environment), Optional.empty())
                .loadingAtOnce();
    }

    @Test
    void the_built_in_services_are_kept_and_changed_where_the_file_says_so() throws IOException {
        ServicesFile file = read("""
                builtin: true
                loading_at_once: 7
                engine: {heap_mib: 48, max_retries: 9, env: {TICK: '100'}}
                services:
                  - {id: gateway, env: {BIND: 0.0.0.0}, heap_mib: 99}
                  - {id: iris, max_retries: 1}
                  - {id: page, cmd: [npm, start], requires: [gateway, falkordb]}
                """);
        assertEquals(List.of("falkordb", "gateway", "page"), file.names());
        ServiceSpec gateway = file.services().get(1);
        assertEquals("0.0.0.0", gateway.environment().get("BIND"));
        assertEquals("8000", gateway.environment().get("PORT"));
        assertTrue(gateway.argv(1).contains("-Xmx99m"));
        assertEquals(7, file.loadingAtOnce());
        ServiceSpec felix = file.engineOf(GraphName.of("felix")).orElseThrow();
        assertEquals(9, felix.restart().maxRetries());
        assertTrue(felix.argv(1).contains("-Xmx48m"));
        assertEquals("mind-protocol_felix", felix.environment().get("GRAPH"));
        assertEquals(
                1, file.engineOf(GraphName.of("iris")).orElseThrow().restart().maxRetries());

        ServicesFile outside = read(
                "builtin: true\nservices: [{id: page, cmd: [npm], requires: [falkordb]}]\n",
                Map.of("FALKORDB_URL", "redis://:secret@elsewhere:6379"));
        assertEquals(List.of("gateway", "page"), outside.names());
        assertTrue(outside.services().get(1).requires().isEmpty());
        assertTrue(outside.engine().orElseThrow().requires().isEmpty());
    }

    @Test
    void every_problem_is_told_with_its_line_and_the_nearest_name() {
        String message = refused("""
                services:
                  - id: a
                    cmd: [x]
                    requries: [b]
                  - id: a
                    cmd: [y]
                  - id: b
                    cmd: [x, '${NOWHERE}']
                    requires: [c]
                    max_retries: many
                    readiness: {tcp: {prot: 1}}
                  - cmd: [z]
                extra: 1
                """);
        assertTrue(message.contains("mind.yaml:4: service a has no key \"requries\"; did you mean requires?"), message);
        assertTrue(message.contains("mind.yaml:5: service a is there already, in line 2"), message);
        assertTrue(message.contains("mind.yaml:8: service b, cmd: ${NOWHERE} is not set"), message);
        assertTrue(message.contains("mind.yaml:7: service b requires \"c\", which is not there"), message);
        assertTrue(message.contains("mind.yaml:10: service b, max_retries is \"many\""), message);
        assertTrue(
                message.contains("mind.yaml:11: service b, readiness, tcp has no key \"prot\"; did you mean port?"),
                message);
        assertTrue(message.contains("mind.yaml:12: a service has no id"), message);
        assertTrue(message.contains("mind.yaml:13: the file has no key \"extra\""), message);
    }

    @Test
    void a_variable_of_the_whole_file_that_is_not_set_is_named_once_and_where_it_stands() {
        String message = refused("""
                env:
                  A: x
                  B: ${NO_SUCH_VARIABLE}
                services:
                  - {id: a, cmd: [x]}
                  - {id: b, cmd: [x], env: {C: '${NEITHER_THIS}'}}
                """);
        assertEquals(2, message.lines().count(), message);
        assertTrue(message.contains("mind.yaml:3: the file, env, B: ${NO_SUCH_VARIABLE} is not set"), message);
        assertTrue(message.contains("mind.yaml:6: service b, env, C: ${NEITHER_THIS} is not set"), message);
    }

    @Test
    void circles_wrong_kinds_and_broken_yaml_are_refused() {
        assertTrue(refused("services:\n  - {id: a, cmd: [x], requires: [b]}\n  - {id: b, cmd: [x], requires: [a]}\n")
                .contains("a requires b requires a"));
        assertTrue(refused("services: 5\n").contains("mind.yaml:1: the file, services is \"5\": set a list"));
        assertTrue(refused("services:\n  - {id: a, cmd: ls -l}\n").contains("cmd is \"ls -l\": set a list"));
        assertTrue(refused("services:\n  - {id: a, cmd: [x\n").contains("mind.yaml:"));
        assertTrue(refused("services:\n  - {id: a, id: b, cmd: [x]}\n").contains("mind.yaml:2: "));
        assertTrue(refused("services:\n  - {id: ../a, cmd: [x]}\n").contains("use letters"));
        assertTrue(refused("services:\n  - {id: a, cmd: [x], heap_mib: 64}\n").contains("use memory_mib"));
        assertTrue(refused("citizens: {template: {id: '{{nme}}', cmd: [x]}, items: [{name: a}]}\n")
                .contains("has no field \"nme\"; did you mean name?"));
    }

    @Test
    void a_probe_without_a_pause_or_without_an_end_is_refused() {
        String message = refused("""
                services:
                  - id: a
                    cmd: [x]
                    readiness:
                      interval_s: 0
                      script: {cmd: 'true', timeout_s: 0}
                    liveness:
                      interval_s: 0.0001
                      http_get:
                        url: 'http://localhost/'
                        timeout_s: -1
                """);
        assertTrue(
                message.contains("mind.yaml:5: service a, readiness, interval_s is \"0\": set a number from 0.01 to "),
                message);
        assertTrue(message.contains("mind.yaml:6: service a, readiness, script, timeout_s is \"0\""), message);
        assertTrue(message.contains("mind.yaml:8: service a, liveness, interval_s is \"0.0001\""), message);
        assertTrue(message.contains("mind.yaml:11: service a, liveness, http_get, timeout_s is \"-1\""), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:3000/", "/health", "3000", "http:health", "http://", "ftp://localhost/", "a b"})
    void an_address_to_ask_that_is_none_is_named(String url) {
        String message = refused("services: [{id: a, cmd: [x], readiness: {http_get: {url: '" + url + "'}}}]\n");
        assertTrue(message.contains("http_get, url is \"" + url + "\": set an http:// address"), message);
    }

    @Test
    void a_fingerprint_tells_commands_apart_whose_hash_codes_are_equal() throws IOException {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        List<String> prints = new java.util.ArrayList<>();
        for (String word : List.of("Aa", "BB", "Aa")) {
            prints.add(read("services: [{id: a, cmd: [echo, " + word + "]}]\n")
                    .services()
                    .get(0)
                    .fingerprint());
        }
        assertEquals(prints.get(0), prints.get(2));
        assertFalse(prints.get(0).equals(prints.get(1)));
    }

    @Test
    void a_file_that_should_hold_falkordbs_port_and_does_not_is_renewed() throws IOException {
        Path state = Files.createDirectories(folder.resolve("state"));
        Path file = state.resolve("falkordb.port");
        var instance = new Instance(state, folder, 8_000, false, Map.of());
        for (byte[] bad : List.of(new byte[0], "many\n".getBytes(), "70000".getBytes(), new byte[] {-1, -2})) {
            Files.write(file, bad);
            int port = ServicesFile.load(instance, Optional.empty())
                    .falkorDb()
                    .orElseThrow()
                    .port();
            assertEquals(port + "\n", Files.readString(file));
            assertEquals(
                    port,
                    ServicesFile.load(instance, Optional.empty())
                            .falkorDb()
                            .orElseThrow()
                            .port());
        }
    }

    @Test
    void a_missing_file_is_named() {
        String message = assertThrows(
                        ConfigException.class,
                        () -> ServicesFile.load(
                                new Instance(folder, folder, 8_000, false, Map.of()),
                                Optional.of(folder.resolve("no.yaml"))))
                .getMessage();
        assertTrue(message.contains("no.yaml") && message.contains("MIND_CONFIG"), message);
    }
}
