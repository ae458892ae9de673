package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Routes that no real server has, with which a test inspects and steers the process.
 * <ul>
 * <li>{@code GET /__requests}: {@code [{"headers":{…},"body":…}]}, newest last</li>
 * <li>{@code GET /__process}: pid, when it began to accept connections, arguments, cwd,
 * names of the environment, and the values of the variables that steer the server</li>
 * <li>{@code POST /__faults}: lines of {@code name=value}, added to those in force;
 * {@code DELETE} clears them</li>
 * </ul>
 */
final class ControlRoutes {

	private static final List<String> SETTINGS = List.of("SHIMMY_", "LLAMA_", "TOKIO_", "HOME", "RUST_");

	private final Journal journal;

	private final ChatFaults.Switch faults;

	private final String[] arguments;

	private volatile Instant readyAt = Instant.EPOCH;

	ControlRoutes(Journal journal, ChatFaults.Switch faults, String[] arguments) {
		this.journal = journal;
		this.faults = faults;
		this.arguments = arguments;
	}

	void ready(Instant at) {
		this.readyAt = at;
	}

	Reply answer(String method, String path, byte[] body) {
		return switch (method + " " + path) {
			case "GET /__requests" -> Reply.json(200, this.journal.all());
			case "GET /__process" -> Reply.json(200, process());
			case "POST /__faults" -> {
				this.faults.add(new String(body, StandardCharsets.UTF_8));
				yield Reply.empty(200);
			}
			case "DELETE /__faults" -> {
				this.faults.clear();
				yield Reply.empty(200);
			}
			default -> Reply.empty(404);
		};
	}

	private ObjectNode process() {
		Map<String, String> environment = new TreeMap<>(System.getenv());
		ObjectNode process = Json.object().put("pid", ProcessHandle.current().pid());
		process.put("readyAt", this.readyAt.toString());
		ArrayNode argv = process.putArray("argv");
		List.of(this.arguments).forEach(argv::add);
		process.put("cwd", Path.of("").toAbsolutePath().toString());
		ArrayNode names = process.putArray("environment");
		environment.keySet().forEach(names::add);
		ObjectNode settings = process.putObject("settings");
		environment.forEach((name, value) -> {
			if (SETTINGS.stream().anyMatch(name::startsWith)) {
				settings.put(name, value);
			}
		});
		return process;
	}

}
