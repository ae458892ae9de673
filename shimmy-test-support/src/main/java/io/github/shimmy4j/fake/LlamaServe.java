package io.github.shimmy4j.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** {@code llama-server}: it listens first and loads its model then. */
final class LlamaServe {

	private final Faults faults;

	private final Console console;

	private final String[] arguments;

	LlamaServe(Faults faults, Console console, String[] arguments) {
		this.faults = faults;
		this.console = console;
		this.arguments = arguments;
	}

	void run(LlamaCommandLine line) {
		LaunchFaults launch = new LaunchFaults(this.faults, this.console);
		launch.atStart();
		Termination termination = new Termination();
		if (!this.faults.has(Fault.IGNORE_TERM)) {
			termination.install();
		}
		line.warnings().forEach(this.console::err);
		LlamaLog log = new LlamaLog(this.console, line.verbosity());
		log.began(!line.keys().isEmpty());
		launch.beforeReady();
		Path model = line.model();
		if (model == null) {
			throw new ExitException(1, "the fake has no router mode; it needs -m");
		}
		start(line, model, launch, termination, log);
	}

	private void start(LlamaCommandLine line, Path model, LaunchFaults launch, Termination termination, LlamaLog log) {
		// Read now, since a rehearsal needs it; told once the server listens.
		@Nullable String failure = null;
		GgufFile gguf = GgufFile.NONE;
		String template = "";
		try {
			gguf = GgufFile.read(model);
			Path file = line.templateFile();
			template = (file != null) ? Files.readString(file) : gguf.chatTemplate();
		}
		catch (IOException ex) {
			failure = String.valueOf(ex.getMessage());
		}
		LlamaSlots slots = new LlamaSlots(line.slots(), line.slotContext(gguf.trained()));
		Journal journal = new Journal();
		ChatFaults.Switch switches = new ChatFaults.Switch(this.faults);
		LlamaInfo info = new LlamaInfo(names(line), model, gguf, template, slots, line.projector() != null);
		LlamaRoutes routes = new LlamaRoutes(this.faults.has(Fault.IGNORE_KEY) ? List.of() : line.keys(), info,
				new LlamaChat(line.modelName(), info, slots, switches, journal, this.console, termination),
				new LlamaEmbeddings(line.modelName(), line.embedding(), gguf.pools(), journal));
		HttpFront front = new HttpFront(routes, new ControlRoutes(journal, switches, this.arguments));
		listen(line, front, routes, launch);
		log.loading(model);
		Pause.of(this.faults.duration(Fault.LOADING_TAKES));
		if (failure != null) {
			throw log.failed(model, failure);
		}
		loadProjector(line, log);
		routes.loading(false);
		log.loaded(line, slots);
	}

	private static void loadProjector(LlamaCommandLine line, LlamaLog log) {
		Path projector = line.projector();
		if (projector == null) {
			return;
		}
		try {
			if (!GgufFile.PROJECTOR.equals(GgufFile.read(projector).architecture())) {
				throw new IOException("no projector");
			}
		}
		catch (IOException ex) {
			throw log.failedProjector(projector, "Failed to load CLIP model from " + projector);
		}
	}

	private void listen(LlamaCommandLine line, HttpFront front, LlamaRoutes routes, LaunchFaults launch) {
		try {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(line.host()), line.port());
			launch.beforeBind(address, HttpFront.BACKLOG);
			front.rehearse(new Rehearsal((int) this.faults.number(Fault.WARMED_UP, 0), line.modelName(),
					line.keys().stream().findFirst().orElse("")));
			routes.loading(true);
			front.start(address);
		}
		catch (IOException ex) {
			throw new ExitException(1, "E srv         start: couldn't bind HTTP server socket, hostname: %s, port: %d\n"
				.formatted(line.host(), line.port()) + "E srv  llama_server: exiting due to HTTP server error");
		}
	}

	private List<String> names(LlamaCommandLine line) {
		if (this.faults.has(Fault.WRONG_MODEL_LIST)) {
			return List.of("foreign-model");
		}
		return line.aliases().isEmpty() ? List.of(line.modelName()) : List.copyOf(line.aliases());
	}

}
