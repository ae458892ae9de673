package io.github.shimmy4j.gateway.ollama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.ServerFacts;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.protocol.ollama.OllamaModel;
import io.github.shimmy4j.protocol.ollama.OllamaModel.Ability;
import io.github.shimmy4j.protocol.ollama.OllamaModel.Details;
import io.github.shimmy4j.protocol.ollama.OllamaModel.Running;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.transfer.VerifiedFiles;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the served model to Ollama's clients, from the header of the file that the
 * server was launched with. Nothing is known of the file of an external server.
 */
public final class OllamaModels {

	private static final PrintableLogger logger = PrintableLogger.of(OllamaModels.class);

	/** Ollama writes this for a model that stays in memory. */
	private static final Instant NEVER = Instant.parse("2318-01-01T00:00:00Z");

	private final ServedModels models;

	private final VerifiedFiles verified = new VerifiedFiles();

	private final Instant started;

	/**
	 * Looks nothing up yet.
	 * @param models names of the model, and what is known of it
	 * @param started when the gateway was started, for a model whose file is not known
	 */
	public OllamaModels(ServedModels models, Instant started) {
		this.models = models;
		this.started = started;
	}

	/** The answer to {@code GET /api/tags}. */
	Mono<ObjectNode> installed() {
		return model().map((model) -> OllamaModel.tags(List.of(model)));
	}

	/** The answer to {@code GET /api/ps}; empty before the server is ready. */
	Mono<ObjectNode> running() {
		return model().map((model) -> OllamaModel.running(this.models.facts().endpoint().isPresent()
				? List.of(new Running(model, NEVER, 0, Objects.requireNonNullElse(model.details().contextLength(), 0L)))
				: List.of()));
	}

	/** The served model. */
	Mono<OllamaModel> model() {
		// The state of the file is read, which blocks.
		return this.models.facts().soon().publishOn(Schedulers.boundedElastic()).map(this::describe);
	}

	private OllamaModel describe(ServerFacts facts) {
		ModelFile file = facts.model();
		GgufHeader header = (file != null) ? file.header() : null;
		Details details = new Details(
				(header != null) ? Objects.requireNonNullElse(header.architecture(), "llama") : "llama",
				(header != null) ? known(header.parameters()) : null,
				(header != null) ? Objects.requireNonNullElse(header.quantization(), "") : "",
				known(facts.contextTokens()), null);
		return new OllamaModel(this.models.name(), (file != null) ? changed(file) : this.started,
				(file != null) ? file.sizeBytes() : 0, (file != null) ? digest(file) : "", details, abilities(facts));
	}

	private static @Nullable Long known(long number) {
		return (number > 0) ? number : null;
	}

	private Instant changed(ModelFile file) {
		try {
			return Files.getLastModifiedTime(file.path()).toInstant();
		}
		catch (IOException ex) {
			logger.debug("The time of the last change of '{}' cannot be read", file.path(), ex);
			return this.started;
		}
	}

	/**
	 * The file's own digest if it was verified. Reading gigabytes for a list would take
	 * too long, so any other file is identified by its path, size, and time of the last
	 * change.
	 */
	private String digest(ModelFile file) {
		return this.verified.unchangedDigest(file.path()).orElseGet(() -> {
			MessageDigest identity = Sha256.begin();
			identity.update("%s %d %s".formatted(file.path(), file.sizeBytes(), changed(file))
				.getBytes(StandardCharsets.UTF_8));
			return Sha256.end(identity);
		});
	}

	private static Set<Ability> abilities(ServerFacts facts) {
		return facts.abilities()
			.stream()
			.map((ability) -> Ability.valueOf(ability.toUpperCase(Locale.ROOT)))
			.collect(Collectors.toUnmodifiableSet());
	}

}
