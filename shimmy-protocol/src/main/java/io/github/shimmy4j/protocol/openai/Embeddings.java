package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The vectors of some texts: the answer to {@code POST /v1/embeddings}.
 *
 * @param vectors one for each text, in the order of the texts; all have one length
 * @param tokens tokens of all texts together; 0 if the server does not count
 */
public record Embeddings(List<float[]> vectors, long tokens) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String EMBEDDING = "embedding";

	public Embeddings {
		vectors = List.copyOf(vectors);
	}

	/**
	 * Makes the body of a request. Vectors in base64 take a third of the bytes.
	 * @param model the server's id of the model
	 * @param texts the texts
	 * @param dimensions wanted length of each vector; null for the model's own
	 * @return the body in JSON
	 */
	public static String request(String model, List<String> texts, @Nullable Integer dimensions) {
		ObjectNode body = MAPPER.createObjectNode().put(Fields.MODEL, model);
		ArrayNode input = body.putArray("input");
		texts.forEach(input::add);
		body.put("encoding_format", "base64");
		if (dimensions != null) {
			body.put("dimensions", dimensions);
		}
		return MAPPER.writeValueAsString(body);
	}

	/**
	 * Reads an answer, with vectors in base64 or as lists of numbers.
	 * @param json body of an answer with status 200
	 * @param texts number of texts in the request
	 * @return the vectors
	 * @throws ShimmyException the error that the server reports; INVALID_RESPONSE if this
	 * is no answer with a vector for each text
	 */
	public static Embeddings parse(String json, int texts) {
		JsonNode said;
		try {
			said = MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			throw ServerError.unreadable("The server's answer is not JSON", json);
		}
		ShimmyException error = ServerError.in(said, "The server answered with a success status and an error");
		if (error != null) {
			throw error;
		}
		float[][] vectors = new float[texts][];
		int position = 0;
		for (JsonNode each : said.path("data")) {
			int index = each.path(Fields.INDEX).asInt(position++);
			if (index < 0 || index >= texts || vectors[index] != null) {
				throw ServerError.unreadable("The server's answer has an embedding of the index %d; there are %d texts"
					.formatted(index, texts), json);
			}
			vectors[index] = vector(each.path(EMBEDDING));
		}
		if (position != texts) {
			throw ServerError
				.unreadable("The server's answer has %d embeddings for %d texts".formatted(position, texts), json);
		}
		for (float[] vector : vectors) {
			if (vector.length == 0 || vector.length != vectors[0].length) {
				throw ServerError.unreadable("The server's answer has embeddings of %d and %d numbers"
					.formatted(vectors[0].length, vector.length), json);
			}
		}
		return new Embeddings(List.of(vectors), said.path(Fields.USAGE).path("prompt_tokens").asLong(0));
	}

	/** Empty if it is no vector of numbers. */
	private static float[] vector(JsonNode said) {
		if (said.isString()) {
			return decoded(said.asString());
		}
		float[] vector = new float[said.isArray() ? said.size() : 0];
		for (int at = 0; at < vector.length; at++) {
			if (!said.get(at).isNumber()) {
				return new float[0];
			}
			vector[at] = said.get(at).floatValue();
		}
		return vector;
	}

	private static float[] decoded(String base64) {
		try {
			FloatBuffer numbers = ByteBuffer.wrap(Base64.getDecoder().decode(base64))
				.order(ByteOrder.LITTLE_ENDIAN)
				.asFloatBuffer();
			float[] vector = new float[numbers.remaining()];
			numbers.get(vector);
			return vector;
		}
		catch (IllegalArgumentException ex) {
			return new float[0];
		}
	}

}
