package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.CommandTimeoutException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.storage.TemporaryDirectory;
import io.github.shimmy4j.text.PrintableLogger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts tokens with the embedded engine's tokenizer, in a new process for each count,
 * because only prompts near a limit are counted. One process at a time, since each loads
 * the model again; a caller that waits too long for its turn gets no count.
 */
public final class EngineTokenCounter implements TokenCounter {

	private static final PrintableLogger logger = PrintableLogger.of(EngineTokenCounter.class);

	/** For turn and count; reading a large model from a slow disk takes seconds. */
	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final EmbeddedEngine engine;

	private final CommandRunner runner;

	private final Map<String, String> environment;

	private final Path directory;

	private final Path model;

	private final ReentrantLock turn = new ReentrantLock(true);

	/** Runs the engine in new directories below the given one. */
	public EngineTokenCounter(EmbeddedEngine engine, ProcessLauncher launcher, Map<String, String> environment,
			Path directory, Path model) {
		this.engine = engine;
		this.runner = new CommandRunner(launcher);
		this.environment = Map.copyOf(environment);
		this.directory = directory;
		this.model = model;
	}

	@Override
	public OptionalLong count(List<String> texts) {
		try {
			return OptionalLong.of(countInTurn(texts));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return OptionalLong.empty();
		}
		catch (IOException | JacksonException | ShimmyException ex) {
			logger.warn("Could not count the tokens of a prompt with the embedded engine: {}", ex.getMessage());
			return OptionalLong.empty();
		}
	}

	private long countInTurn(List<String> texts) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + LIMIT.toNanos();
		if (!this.turn.tryLock(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new IOException("earlier counts did not end within %d s".formatted(LIMIT.toSeconds()));
		}
		try {
			return ask(texts, Duration.ofNanos(deadline - System.nanoTime()));
		}
		finally {
			this.turn.unlock();
		}
	}

	private long ask(List<String> texts, Duration limit) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(this.engine.install().command());
		command.addAll(List.of("count", "--model-path", this.model.toString()));
		// A new directory, because other users may write to the parent on some volumes.
		try (TemporaryDirectory workplace = TemporaryDirectory.create(this.directory, "count-")) {
			ProcessSpec spec = new ProcessSpec(command, workplace.path(), this.environment, Map.of(),
					Secret.of(JsonMapper.shared().writeValueAsString(texts)));
			CommandResult result = this.runner.run(spec, limit);
			List<String> printed = result.output();
			if (!result.succeeded() || printed.isEmpty()) {
				throw new IOException(
						"it ended with status %d: %s".formatted(result.exitStatus(), result.outputTail()));
			}
			return sum(JsonMapper.shared().readTree(printed.get(printed.size() - 1)), texts.size());
		}
		catch (CommandTimeoutException ex) {
			throw new IOException("it did not end within %d s".formatted(LIMIT.toSeconds()), ex);
		}
	}

	private static long sum(JsonNode counts, int expected) throws IOException {
		if (!counts.isArray() || counts.size() != expected) {
			throw new IOException("it printed '%s' for %d texts".formatted(counts, expected));
		}
		long sum = 0;
		for (JsonNode count : counts) {
			sum += count.asLong();
		}
		return sum;
	}

}
