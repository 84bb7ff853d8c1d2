package mind.supervisor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import mind.protocol.EngineStatus;
import mind.protocol.WireJson;
import mind.supervisor.fleet.ServiceView;

/** The services as JSON for scripts. */
final class StatusJson {
    private StatusJson() {}

    static String of(House house, List<ServiceView> services, boolean details) {
        ObjectNode root = WireJson.MAPPER.createObjectNode();
        ObjectNode supervisor = root.putObject("supervisor");
        supervisor.put("pid", ProcessHandle.current().pid());
        supervisor.put("since", house.since().toString());
        supervisor.put("uptime_s", house.uptime().toSeconds());
        supervisor.put("state_dir", house.instance().state().toString());
        supervisor.put("config", house.config().map(Object::toString).orElse("built-in"));
        supervisor.put("cwd", house.folder().toString());
        supervisor.put("build", Version.TEXT);
        supervisor.put("port", house.instance().port());
        supervisor.put("dashboard", house.address());
        var list = root.putArray("services");
        for (ServiceView service : services) {
            list.add(service(service, details));
        }
        return root.toString();
    }

    private static ObjectNode service(ServiceView service, boolean details) {
        ObjectNode json = WireJson.MAPPER.createObjectNode();
        json.put("name", service.name());
        json.put("kind", service.kind().word());
        json.put("state", service.state().word());
        json.put("reason", service.reason());
        if (service.pid().isPresent()) {
            json.put("pid", service.pid().getAsLong());
        } else {
            json.putNull("pid");
        }
        json.put("uptime_s", service.uptime().toSeconds());
        json.put("restarts", service.restarts());
        service.graph().ifPresent(graph -> {
            json.put("graph", graph.graph());
            json.put("level", graph.level().name());
            json.put("nodes", service.engine().map(EngineStatus::nodes).orElse(0));
            json.put("links", service.engine().map(EngineStatus::links).orElse(0));
            json.put(
                    "subentities",
                    service.engine().map(EngineStatus::subentities).orElse(0));
        });
        service.percent().ifPresent(percent -> json.put("percent", percent));
        json.put("wanted", service.wanted());
        json.put("since", service.since().toString());
        json.put("adopted", service.adopted());
        json.put("failures", service.failures());
        json.put("max_retries", service.maxRetries());
        json.put("policy", service.policy());
        json.put("probe", service.probe());
        json.put("last_exit", service.lastExit());
        service.nextTry().ifPresent(wait -> json.put("next_try_s", wait.toMillis() / 1_000.0));
        service.port().ifPresent(port -> json.put("port", port));
        json.put("rss_bytes", service.rssBytes());
        json.put("cpu_percent", Math.round(service.cpuPercent() * 10) / 10.0);
        json.set("requires", WireJson.MAPPER.valueToTree(service.requires()));
        json.put("log", service.log().toString());
        if (!service.lastLines().isEmpty()) {
            json.set("last_lines", WireJson.MAPPER.valueToTree(service.lastLines()));
        }
        if (details) {
            service.engine().ifPresent(engine -> json.set("engine", WireJson.MAPPER.valueToTree(engine)));
        }
        return json;
    }
}
