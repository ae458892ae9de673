package io.github.shimmy4j.autoconfigure;

import java.time.Duration;

import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Embedding model.
 *
 * @param model Model that turns texts into vectors, written as shimmy.model is. If set,
 * there is an EmbeddingModel bean, on a second server of its own that llama-server or the
 * embedded engine runs. With an external server, the server's name of the model. With
 * shimmy.mode=shared, the daemon's name of its model, or a file or source of this name.
 * @param contextSize Tokens of the longest text, at least 512. 'auto': what the model was
 * trained for, at most 2,048.
 * @param batchSize Most texts in one request to the server; longer lists are sent in
 * several requests, one after the other.
 * @param timeout Longest wait for the vectors of one request, and before it for a ready
 * server and a free slot.
 */
@ConfigurationProperties("shimmy.embedding")
public record EmbeddingProperties(@Nullable String model, @DefaultValue("auto") String contextSize,
		@DefaultValue("32") int batchSize, @DefaultValue("120s") Duration timeout) {

	/** The most texts that the embedded engine takes in one request. */
	private static final int LARGEST_BATCH = 256;

	public EmbeddingProperties {
		Allowed.textOrNull("shimmy.embedding.model", model);
		Allowed.sizeOrAuto("shimmy.embedding.context-size", contextSize, ContextSize.SMALLEST_CHOSEN);
		Allowed.range("shimmy.embedding.batch-size", batchSize, 1, LARGEST_BATCH);
		Allowed.positive("shimmy.embedding.timeout", timeout);
	}

	/**
	 * The parsed value of {@code shimmy.embedding.model}.
	 * @return the model to serve
	 * @throws IllegalStateException if none is set
	 */
	public ModelReference servedModel() {
		if (this.model == null) {
			throw new IllegalStateException("shimmy.embedding.model is not set");
		}
		return ModelReference.parse(this.model);
	}

	/**
	 * The parsed value of {@code shimmy.embedding.context-size}.
	 * @return the wanted context; null for {@code auto}
	 */
	public @Nullable ContextRequest requestedContext() {
		return Allowed.contextOf(this.contextSize);
	}

}
