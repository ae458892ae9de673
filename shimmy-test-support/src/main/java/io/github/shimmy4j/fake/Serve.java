package io.github.shimmy4j.fake;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The {@code serve} command: banner, Ready, and only then the listener. */
final class Serve {

	private static final int BACKLOG = 50;

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
		StartupFaults startup = new StartupFaults(this.faults, this.console, StartLog.ofThisProcess());
		startup.onLaunch();
		addDirectModel(line, models);
		InetSocketAddress address = BindAddress.resolve(line.bind(), this.environment);
		Banner.lines(this.generation, line, shown(address), models.size()).forEach(this.console::out);
		startup.beforeReady();
		if (models.isEmpty()) {
			throw new ExitException(1, """
					❌ No models available. Please:
					   • Set SHIMMY_BASE_GGUF environment variable, or
					   • Place .gguf files in ./models/ directory, or
					   • Place .gguf files in ~/.cache/huggingface/hub/""");
		}
		Banner.ready(models.size()).forEach(this.console::out);
		Access access = Access.of(this.generation, this.environment, address, this.faults.has(Fault.IGNORE_KEY));
		startup.beforeBind();
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

	private void bind(InetSocketAddress address, Map<String, ServedModel> models, Access access) {
		try {
			if (this.faults.has(Fault.BIND_BUT_NEVER_ANSWER)) {
				bindOnly(address);
			}
			else {
				new HttpFront(this.generation, models, this.faults, this.console, access, this.arguments).start(address,
						BACKLOG);
			}
		}
		catch (BindException ex) {
			throw new ExitException(1, "Error: Address already in use (os error 98)");
		}
		catch (IOException ex) {
			throw new ExitException(1, "Error: " + ex.getMessage());
		}
	}

	private void bindOnly(InetSocketAddress address) throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(address, BACKLOG);
			Pause.forEver();
		}
	}

	private static String shown(InetSocketAddress address) {
		InetAddress host = address.getAddress();
		String text = host.getHostAddress();
		return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
	}

}
