package io.github.shimmy4j.engine.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.engine.generation.Embedding;
import io.github.shimmy4j.engine.generation.PromptTooLongException;
import io.github.shimmy4j.engine.generation.Slots;

/** {@code POST /v1/embeddings}, refused unless the engine has {@code --embeddings}. */
final class EmbeddingsRoute implements Route {

	private static final int MOST_INPUTS = 256;

	private final ServedModel model;

	private final Slots slots;

	EmbeddingsRoute(ServedModel model, Slots slots) {
		this.model = model;
		this.slots = slots;
	}

	@Override
	public Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
		return RequestBody.json(request)
			.flatMap((body) -> serve(new FieldReader(body, ""), request, response))
			.onErrorMap(PromptTooLongException.class, (tooLong) -> Failures.tooLong(tooLong, "input"));
	}

	private Mono<Void> serve(FieldReader fields, HttpServerRequest request, HttpServerResponse response) {
		this.model.require(fields.text("model"));
		List<String> inputs = TextInput.read(fields, "input");
		boolean base64 = base64(fields);
		Integer dimensions = fields.whole("dimensions", 1);
		if (!this.model.model().embeds()) {
			throw RefusedException.bad("embeddings_not_enabled",
					"The embedded engine was not started with --embeddings", null);
		}
		if (inputs.isEmpty() || inputs.size() > MOST_INPUTS || inputs.contains("")) {
			throw RefusedException.bad("invalid_input",
					"input must be a text or 1 to " + MOST_INPUTS + " texts, none of them empty", "input");
		}
		return embed(inputs).map((result) -> json(shortened(result.vectors(), dimensions), result.tokens(), base64))
			.flatMap((json) -> Reply.json(200, json).send(request, response));
	}

	private Mono<Embedding.Result> embed(List<String> inputs) {
		return Mono.create((sink) -> {
			try {
				sink.onDispose(
						this.slots.submit(new Embedding(this.model.model(), inputs, sink::success, sink::error))::run);
			}
			catch (RuntimeException ex) {
				sink.error(ex);
			}
		});
	}

	private static boolean base64(FieldReader fields) {
		JsonNode format = fields.optional("encoding_format");
		if (format == null) {
			return false;
		}
		return switch (FieldReader.text(format, "encoding_format")) {
			case "float" -> false;
			case "base64" -> true;
			default -> throw RefusedException.bad("invalid_value", "encoding_format must be one of float, base64",
					"encoding_format");
		};
	}

	private static List<float[]> shortened(List<float[]> vectors, @Nullable Integer dimensions) {
		return (dimensions != null) ? vectors.stream().map((vector) -> ShortVector.of(vector, dimensions)).toList()
				: vectors;
	}

	private ObjectNode json(List<float[]> vectors, int tokens, boolean base64) {
		ObjectNode list = JsonMapper.shared().createObjectNode().put("object", "list").put("model", this.model.id());
		ArrayNode data = list.putArray("data");
		for (float[] vector : vectors) {
			ObjectNode each = data.addObject().put("object", "embedding").put("index", data.size() - 1);
			if (base64) {
				each.put("embedding", encoded(vector));
			}
			else {
				ArrayNode numbers = each.putArray("embedding");
				for (float number : vector) {
					numbers.add(number);
				}
			}
		}
		list.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
		return list;
	}

	private static String encoded(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

}
