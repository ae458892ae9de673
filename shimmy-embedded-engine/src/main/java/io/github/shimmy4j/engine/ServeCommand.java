package io.github.shimmy4j.engine;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.engine.http.Access;
import io.github.shimmy4j.engine.http.EngineServer;
import io.github.shimmy4j.engine.http.ServedModel;
import io.github.shimmy4j.engine.llama.LlamaLanguageModel;
import io.github.shimmy4j.engine.llama.LoadOptions;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.ModelFile;
import io.github.shimmy4j.gguf.GgufHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;

/** {@code serve}: loads the model, then serves it until the process is ended. */
@Command(name = "serve", description = "Serves one model over HTTP.", sortOptions = false,
		mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

	/** Most requests that wait for a slot. */
	private static final int QUEUE = 100;

	/** The memory of a context grows with its length, and few answers need more. */
	private static final int USUAL_CONTEXT = 4096;

	/** For a file that does not state its context: chat models have at least this. */
	private static final int SMALLEST_CONTEXT = 2048;

	/** A machine with more cores than this leaves half of them to other processes. */
	private static final int FEW_CORES = 4;

	@Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = BindAddress.AUTO,
			description = "IP:PORT to listen on, or auto.")
	private String bind = BindAddress.AUTO;

	@Option(names = "--model-path", paramLabel = "FILE", description = "The GGUF file to serve.")
	private @Nullable Path modelPath;

	@Option(names = "--model-dirs", paramLabel = "DIRS",
			description = "Directories, separated by ';', that have one GGUF file among them.")
	private @Nullable String modelDirs;

	@Option(names = "--parallel", paramLabel = "N", defaultValue = "2", description = "Answers made at a time.")
	private int parallel;

	@Option(names = "--keep", paramLabel = "N", defaultValue = "0",
			description = "Prompts kept in memory beside those of running answers, so that the next turns of "
					+ "their talks are not read again. Each takes the memory of a whole context.")
	private int kept;

	@Option(names = "--ctx", paramLabel = "N",
			description = "Tokens per answer, prompt included. Default: the model's, 4096 at most.")
	private @Nullable Integer context;

	@Option(names = "--threads", paramLabel = "N",
			description = "Threads that compute. Default: all cores up to 4, else half of them.")
	private @Nullable Integer threads;

	@Option(names = "--embeddings", description = "Serve /v1/embeddings, with a model made for it.")
	private boolean embeddings;

	private final Map<String, String> environment;

	private final Console console;

	private final String version;

	ServeCommand(Map<String, String> environment, Console console, String version) {
		this.environment = environment;
		this.console = console;
		this.version = version;
	}

	@Override
	public void run() {
		requirePositive("--parallel", this.parallel);
		requireAtLeast(0, "--keep", this.kept);
		requirePositive("--ctx", this.context);
		requirePositive("--threads", this.threads);
		InetSocketAddress address = BindAddress.resolve(this.bind, this.environment);
		ModelFile file = chooseModel();
		CurrentDirectory.ofProcess().requireSafe();
		this.console.out("🎯 Shimmy v" + this.version);
		this.console.out("🔧 Backend: llama.cpp (embedded engine)");
		ServedModel model = served(file);
		this.console.out("🚀 Starting server on " + BindAddress.text(address));
		this.console.out("📦 Models: 1 available");
		this.console.out("✅ Ready to serve requests");
		listen(address, model).onDispose().block();
	}

	private ModelFile chooseModel() {
		Path named = this.modelPath;
		if (named == null) {
			return ModelChoice.onlyOne(ModelChoice.directories(this.modelDirs, this.environment));
		}
		ModelFile file = ModelChoice.direct(named);
		this.console.out("🎯 Direct model loaded: " + file.id() + " -> " + file.path());
		return file;
	}

	private ServedModel served(ModelFile file) {
		GgufHeader header = file.header();
		return new ServedModel(file.id(), file.modified(), file.sizeBytes(), header.contextTokens(),
				load(file, header));
	}

	private LanguageModel load(ModelFile file, GgufHeader header) {
		if (this.embeddings && !header.pools()) {
			// llama.cpp aborts when it computes the mean of a chat model's tokens.
			throw EngineException.startFailed(
					"Error: --embeddings needs a model made for embeddings, which '" + file.path() + "' is not");
		}
		int trained = contextLength(header);
		int length = (this.context != null) ? this.context : Math.min(trained, USUAL_CONTEXT);
		if (this.embeddings) {
			// An embedding model has no positions beyond its own context.
			length = Math.min(length, trained);
		}
		// One text at a time has no talk to return to.
		int beside = this.embeddings ? 0 : this.kept;
		if (length * ((long) this.parallel + beside) > Integer.MAX_VALUE) {
			throw EngineException
				.startFailed("Error: --ctx times the sum of --parallel and --keep is more than " + Integer.MAX_VALUE);
		}
		int computing = (this.threads != null) ? this.threads : threads(Runtime.getRuntime().availableProcessors());
		return LlamaLanguageModel.load(file.path(), header.vocabulary(),
				new LoadOptions(length, this.parallel, beside, computing, this.embeddings, false));
	}

	/** The context length that the model was trained with. */
	static int contextLength(GgufHeader header) {
		long trained = header.contextTokens();
		return (trained > 0) ? (int) Math.min(trained, Integer.MAX_VALUE) : SMALLEST_CONTEXT;
	}

	static int threads(int cores) {
		return (cores <= FEW_CORES) ? cores : cores / 2;
	}

	/** Checks the access rules and binds the port after "Ready", as shimmy does. */
	private DisposableServer listen(InetSocketAddress address, ServedModel model) {
		try {
			Access access = Access.of(this.environment, address);
			return new EngineServer(access, this.version, model, new Slots(this.parallel, QUEUE)).bind(address);
		}
		catch (IllegalArgumentException ex) {
			throw EngineException.startFailed("Error: " + ex.getMessage());
		}
		catch (ChannelBindException ex) {
			throw EngineException.startFailed("Error: " + ((ex.getCause() != null) ? ex.getCause().getMessage() : ex)
					+ ": " + BindAddress.text(address));
		}
	}

	private static void requirePositive(String option, @Nullable Integer value) {
		if (value != null) {
			requireAtLeast(1, option, value);
		}
	}

	private static void requireAtLeast(int least, String option, int value) {
		if (value < least) {
			throw new EngineException(ExitStatus.USAGE,
					"error: " + option + " must be at least " + least + ", not " + value);
		}
	}

}
