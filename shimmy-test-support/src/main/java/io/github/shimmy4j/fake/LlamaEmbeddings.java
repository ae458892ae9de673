package io.github.shimmy4j.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The embeddings of {@code llama-server}. A vector counts the words of a text, so texts
 * with the same words have the same vector.
 */
final class LlamaEmbeddings {

	static final int DIMENSIONS = 16;

	private static final int LARGEST_BODY = 16 << 20;

	private final String model;

	private final LlamaCommandLine.@Nullable Embedding form;

	private final boolean modelPools;

	private final Journal journal;

	LlamaEmbeddings(String model, LlamaCommandLine.@Nullable Embedding form, boolean modelPools, Journal journal) {
		this.model = model;
		this.form = form;
		this.modelPools = modelPools;
		this.journal = journal;
	}

	Reply answer(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
		this.journal.add(exchange.getRequestHeaders(), body);
		LlamaCommandLine.Embedding chosen = this.form;
		if (chosen == null) {
			throw refused(501, "not_supported_error",
					"This server does not support embeddings. Start it with `--embeddings`");
		}
		if (!chosen.pools(this.modelPools)) {
			throw refused(400, "invalid_request_error",
					"Pooling type 'none' is not OAI compatible. Please use a different pooling type");
		}
		JsonNode request = Json.parse(body);
		boolean base64 = "base64".equals(request.path("encoding_format").asString(""));
		ObjectNode answer = Json.object()
			.put("model", request.path("model").asString(this.model))
			.put("object", "list");
		int tokens = 0;
		ArrayNode data = Json.array();
		for (String text : texts(request.path("input"))) {
			int counted = tokens(text, chosen.batch());
			tokens += counted;
			ObjectNode each = data.addObject();
			float[] vector = vector(text);
			if (base64) {
				each.put("embedding", encoded(vector));
			}
			else {
				ArrayNode numbers = each.putArray("embedding");
				for (float number : vector) {
					numbers.add(number);
				}
			}
			each.put("index", data.size() - 1).put("object", "embedding");
		}
		answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
		answer.set("data", data);
		return Reply.json(200, answer);
	}

	private static List<String> texts(JsonNode input) {
		List<String> texts = new ArrayList<>();
		if (input.isString()) {
			texts.add(input.asString());
		}
		input.forEach((each) -> texts.add(each.asString("")));
		if (texts.isEmpty()) {
			throw refused(500, "server_error", "\"prompt\" must not be empty");
		}
		if (texts.contains("")) {
			throw refused(400, "invalid_request_error", "Input content cannot be empty");
		}
		return texts;
	}

	private static int tokens(String text, int batch) {
		int tokens = LlamaTokens.of(text, false).size();
		if (tokens > batch) {
			throw refused(500, "server_error",
					"input (%d tokens) is too large to process. increase the physical batch size (current batch size: %d)"
						.formatted(tokens, batch));
		}
		return tokens;
	}

	private static float[] vector(String text) {
		float[] vector = new float[DIMENSIONS];
		double squares = 0;
		for (String word : text.strip().split("\\s+")) {
			vector[Math.floorMod(word.hashCode(), DIMENSIONS)] += 1;
		}
		for (float number : vector) {
			squares += number * number;
		}
		for (int at = 0; at < DIMENSIONS; at++) {
			vector[at] /= (float) Math.sqrt(squares);
		}
		return vector;
	}

	private static String encoded(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

	private static RefusedException refused(int status, String type, String message) {
		return new RefusedException(Reply.json(status, LlamaRequestReader.error(status, type, message)));
	}

}
