package io.github.shimmy4j.autoconfigure.embedding;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.autoconfigure.chat.transport.UnknownModel;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.Embeddings;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.observation.DefaultEmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationDocumentation;

/**
 * Spring AI's embedding model on a supervised server. A long list of texts is sent in
 * several requests. Every failure is a {@link ShimmyException}.
 */
final class ShimmyEmbeddingModel extends AbstractEmbeddingModel {

	private static final EmbeddingModelObservationConvention CONVENTION = new DefaultEmbeddingModelObservationConvention();

	private final EmbeddingCalls calls;

	private final String model;

	private final int batchSize;

	private final ObservationRegistry observations;

	/**
	 * Makes an embedding model.
	 * @param calls sends the texts
	 * @param model name of the model in requests, answers and metrics
	 * @param batchSize most texts in one request
	 * @param observations receives an observation of each call
	 */
	ShimmyEmbeddingModel(EmbeddingCalls calls, String model, int batchSize, ObservationRegistry observations) {
		this.calls = calls;
		this.model = model;
		this.batchSize = batchSize;
		this.observations = observations;
	}

	@Override
	public EmbeddingResponse call(EmbeddingRequest request) {
		Integer dimensions = dimensions(request.getOptions());
		check(request.getInstructions());
		EmbeddingOptions.Builder options = EmbeddingOptions.builder().model(this.model);
		if (dimensions != null) {
			options.dimensions(dimensions);
		}
		EmbeddingRequest named = new EmbeddingRequest(request.getInstructions(), options.build());
		EmbeddingModelObservationContext context = EmbeddingModelObservationContext.builder()
			.embeddingRequest(named)
			.provider("shimmy")
			.build();
		return EmbeddingModelObservationDocumentation.EMBEDDING_MODEL_OPERATION
			.observation(null, CONVENTION, () -> context, this.observations)
			.observe(() -> {
				EmbeddingResponse response = response(named.getInstructions(), dimensions);
				context.setResponse(response);
				return response;
			});
	}

	private @Nullable Integer dimensions(@Nullable EmbeddingOptions options) {
		if (options == null) {
			return null;
		}
		String asked = options.getModel();
		if (asked != null && !asked.equals(this.model)) {
			throw UnknownModel.failure(asked, this.model);
		}
		return options.getDimensions();
	}

	/** The servers refuse these too, in words that name no text. */
	private static void check(List<String> texts) {
		if (texts.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED, "The request has no texts");
		}
		for (int index = 0; index < texts.size(); index++) {
			if (texts.get(index).isEmpty()) {
				throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED,
						"Text %d of %d is empty; every text needs a character".formatted(index, texts.size()));
			}
		}
	}

	private EmbeddingResponse response(List<String> texts, @Nullable Integer dimensions) {
		List<Embedding> all = new ArrayList<>();
		long tokens = 0;
		for (int from = 0; from < texts.size(); from += this.batchSize) {
			Embeddings answer = this.calls.call(texts.subList(from, Math.min(texts.size(), from + this.batchSize)),
					dimensions);
			tokens += answer.tokens();
			for (float[] vector : answer.vectors()) {
				requireLength(vector, dimensions);
				all.add(new Embedding(vector, all.size()));
			}
		}
		int counted = (int) Math.min(tokens, Integer.MAX_VALUE);
		return new EmbeddingResponse(all,
				new EmbeddingResponseMetadata(this.model, new DefaultUsage(counted, 0, counted)));
	}

	/** llama-server ignores the wish. */
	private void requireLength(float[] vector, @Nullable Integer dimensions) {
		if (dimensions != null && vector.length != dimensions) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST,
					"The request asks for vectors of %d numbers; those of the model '%s' have %d on this server"
						.formatted(dimensions, this.model, vector.length));
		}
	}

	@Override
	public float[] embed(Document document) {
		return embed(getEmbeddingContent(document));
	}

	@Override
	public String getEmbeddingContent(Document document) {
		return document.getFormattedContent(MetadataMode.EMBED);
	}

}
