package daemonclient;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs each kind of question in JVMs of their own, and prints the medians. */
final class Rounds {

	private static final String ADDRESS = "127.0.0.1:23976";

	private final String classPath;

	private final Path carried;

	private final String program;

	private final String models;

	private final Path work;

	private Rounds(String[] arguments) {
		this.work = Path.of(arguments[1]);
		this.classPath = arguments[2];
		this.carried = Path.of(arguments[3]).toAbsolutePath();
		this.program = arguments[4];
		this.models = arguments[5];
	}

	public static void main(String[] arguments) throws Exception {
		new Rounds(arguments).run(Integer.parseInt(arguments[0]));
	}

	private void run(int rounds) throws Exception {
		Map<String, List<Double>> running = new LinkedHashMap<>();
		Path home = home("running");
		try {
			ask("client", home);
			// Not counted: the first requests are slower.
			ask("client", home);
			for (int round = 0; round < rounds; round++) {
				running.computeIfAbsent("plain HTTP", (name) -> new ArrayList<>()).add(ask("http", home));
				running.computeIfAbsent("DaemonClient", (name) -> new ArrayList<>()).add(ask("client", home));
			}
		}
		finally {
			end(home);
		}
		print("running daemon", running);
		Map<String, List<Double>> cold = new LinkedHashMap<>();
		Path unpacked = home("carried");
		try {
			ask("carried", unpacked);
		}
		finally {
			end(unpacked);
		}
		archive(unpacked);
		for (int round = 0; round < rounds; round++) {
			for (String kind : List.of("hand", "client", "carried")) {
				Path fresh = kind.equals("carried") ? unpacked : home(kind + round);
				try {
					cold.computeIfAbsent(kind, (name) -> new ArrayList<>()).add(ask(kind, fresh));
				}
				finally {
					end(fresh);
				}
			}
		}
		print("no daemon", cold);
	}

	/** The unpacked folder gets an archive of classes, as the layout has one. */
	private void archive(Path home) throws Exception {
		try (var programs = Files.list(home.resolve("daemon"))) {
			Path script = programs.findFirst().orElseThrow().resolve("bin/shimmy-daemon");
			ProcessBuilder archive = new ProcessBuilder(script.toString(), "--make-archive").inheritIO();
			archive.environment().put("JAVA_HOME", System.getProperty("java.home"));
			archive.start().waitFor();
		}
	}

	private Path home(String name) throws IOException {
		Path home = Files.createDirectories(this.work.resolve(name));
		Files.writeString(home.resolve("config.toml"), """
				[shimmy]
				models-dir = "%s"
				binary.source = "embedded"
				[shimmy.gateway]
				bind-address = "%s"
				""".formatted(this.models, ADDRESS));
		return home;
	}

	private double ask(String kind, Path home) throws Exception {
		String path = kind.equals("carried") ? this.classPath + ":" + this.carried : this.classPath;
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, "daemonclient.Question", kind, this.program,
				ADDRESS)
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().keySet().removeIf((name) -> name.startsWith("SHIMMY"));
		builder.environment().put("SHIMMY4J_HOME", home.toString());
		Process process = builder.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException("the question '" + kind + "' failed: " + said);
		}
		return Double.parseDouble(said.lines().reduce("", (first, last) -> last));
	}

	private static void end(Path home) throws Exception {
		Path file = home.resolve("daemon.pid");
		if (Files.exists(file)) {
			String pid = Files.readString(file).replaceAll("(?s).*\"pid\":(\\d+).*", "$1");
			ProcessHandle daemon = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
			if (daemon != null) {
				daemon.destroy();
				daemon.onExit().get();
			}
		}
	}

	private static void print(String what, Map<String, List<Double>> times) {
		times.forEach((kind, all) -> {
			List<Double> sorted = all.stream().sorted().toList();
			System.out.printf("%-16s %-14s %8.1f ms (%.1f to %.1f)%n", what, kind, sorted.get(sorted.size() / 2),
					sorted.get(0), sorted.get(sorted.size() - 1));
		});
	}

}
