package io.github.shimmy4j.fake;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.fake.Generation.Trait;

/** The {@code serve} command: banner, Ready, and only then the listener. */
final class Serve {

	private static final Pattern IP_AND_PORT = Pattern
		.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-fA-F:]+]):(\\d{1,5})");

	private static final int FIRST_PORT = 11435;

	private static final int LAST_PORT = 11535;

	private final Generation generation;

	private final Faults faults;

	private final Console console;

	private final Map<String, String> environment;

	private final String[] arguments;

	Serve(Generation generation, Faults faults, Console console, Map<String, String> environment, String[] arguments) {
		this.generation = generation;
		this.faults = faults;
		this.console = console;
		this.environment = environment;
		this.arguments = arguments;
	}

	void run(CommandLine line, Map<String, ServedModel> models) {
		LaunchFaults launch = new LaunchFaults(this.faults, this.console);
		launch.atStart();
		addDirectModel(line, models);
		InetSocketAddress address = bindAddress(line.bind());
		printBanner(line.gpuBackend(), shown(address), models.size());
		launch.beforeReady();
		if (models.isEmpty()) {
			throw new ExitException(1, """
					❌ No models available. Please:
					   • Set SHIMMY_BASE_GGUF environment variable, or
					   • Place .gguf files in ./models/ directory, or
					   • Place .gguf files in ~/.cache/huggingface/hub/""");
		}
		printReady(models.size());
		Access access = Access.of(this.generation, this.environment, address, this.faults.has(Fault.IGNORE_KEY));
		bind(address, models, access);
	}

	private void addDirectModel(CommandLine line, Map<String, ServedModel> models) {
		Path path = line.modelPath();
		if (path == null) {
			return;
		}
		if (!Files.exists(path)) {
			throw new ExitException(1, "❌ Model file not found: " + path);
		}
		ServedModel model = ServedModel.direct(path);
		models.put(model.id(), model);
		this.console.out("🎯 Direct model loaded: " + model.id() + " -> " + path);
	}

	/** Refuses host names, as shimmy does. */
	private InetSocketAddress bindAddress(String bind) {
		if (!"auto".equals(bind)) {
			return parse(bind);
		}
		String address = this.environment.get("SHIMMY_BIND_ADDRESS");
		return (address != null) ? parse(address) : new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
	}

	private static InetSocketAddress parse(String address) {
		Matcher matcher = IP_AND_PORT.matcher(address);
		if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= 0xffff) {
			try {
				return new InetSocketAddress(InetAddress.getByName(matcher.group(1)),
						Integer.parseInt(matcher.group(2)));
			}
			catch (UnknownHostException ex) {
				throw refused(address);
			}
		}
		throw refused(address);
	}

	/** Found, released and bound again later: shimmy has the same race. */
	private static int freePort() {
		for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				continue;
			}
		}
		return 0;
	}

	private static ExitException refused(String address) {
		return new ExitException(1,
				"❌ Failed to resolve bind address '%1$s': Invalid bind address '%1$s': invalid socket address syntax\n\n"
					.formatted(address)
						+ "💡 Valid bind address examples:\n  auto                    # Auto-allocate (default)\n"
						+ "  127.0.0.1:11435        # Specific address\n  0.0.0.0:8080           # All interfaces\n\n"
						+ "🔧 Environment variable: SHIMMY_BIND_ADDRESS=127.0.0.1:11435");
	}

	private void printBanner(String gpuBackend, String address, int models) {
		this.console.out("🎯 Shimmy v" + this.generation.version());
		this.console.out("🔧 Backend: " + backend(gpuBackend));
		boolean countsLate = this.generation.has(Trait.PLACEHOLDER_MODEL);
		this.console.out("📦 Models: " + (countsLate ? 0 : models) + " available");
		if (!countsLate) {
			this.console.out("💡 Tip: add --kv-quant int4 to cut VRAM use");
		}
		this.console.out("🚀 Starting server on " + address);
	}

	private String backend(String gpuBackend) {
		if (!this.generation.has(Trait.PLACEHOLDER_MODEL)) {
			return "Airframe (GPU)";
		}
		return switch (gpuBackend) {
			case "auto" -> "CPU (no GPU acceleration)";
			case "cpu" -> "CPU only";
			case "cuda" -> "CUDA (GPU acceleration)";
			case "vulkan" -> "Vulkan (GPU acceleration)";
			case "opencl" -> "OpenCL (GPU acceleration)";
			default -> gpuBackend + " (custom)";
		};
	}

	private void printReady(int models) {
		List.of("📦 Models: " + models + " available", "✅ Ready to serve requests",
				"   • POST /api/generate (streaming + non-streaming)", "   • GET  /health (health check + metrics)",
				"   • GET  /v1/models (OpenAI-compatible)")
			.forEach(this.console::out);
	}

	private void bind(InetSocketAddress address, Map<String, ServedModel> models, Access access) {
		Journal journal = new Journal();
		ChatFaults.Switch switches = new ChatFaults.Switch(this.faults);
		Routes routes = new ShimmyRoutes(this.generation, access,
				new InfoRoutes(this.generation, models.values(), this.faults),
				new ChatRoute(this.generation, models, switches, this.console, journal));
		HttpFront front = new HttpFront(routes, new ControlRoutes(journal, switches, this.arguments));
		try {
			new LaunchFaults(this.faults, this.console).beforeBind(address, HttpFront.BACKLOG);
			front.rehearse(rehearsal(models));
			front.start(address);
		}
		catch (BindException ex) {
			throw new ExitException(1, "Error: Address already in use (os error 98)");
		}
		catch (IOException ex) {
			throw new ExitException(1, "Error: " + ex.getMessage());
		}
	}

	private Rehearsal rehearsal(Map<String, ServedModel> models) {
		String model = models.values()
			.stream()
			.filter((served) -> Files.exists(served.path()))
			.map(ServedModel::id)
			.findFirst()
			.orElse("");
		return new Rehearsal((int) this.faults.number(Fault.WARMED_UP, 0), model, "");
	}

	private static String shown(InetSocketAddress address) {
		InetAddress host = address.getAddress();
		String text = host.getHostAddress();
		return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
	}

}
