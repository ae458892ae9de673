package io.github.shimmy4j.protocol.ollama;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.RequestObject;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for vectors: {@code POST /api/embed}, or the older
 * {@code POST /api/embeddings}.
 *
 * @param older whether it is the older one, of one text
 * @param model name by which the client asks for the model
 * @param texts the texts; may be empty
 * @param dimensions most numbers of each vector; null for all
 * @param fields fields that are not obeyed
 */
public record EmbedRequest(boolean older, String model, List<String> texts, @Nullable Integer dimensions,
		FieldReport fields) {

	private static final String INPUT = "input";

	private static final String DIMENSIONS = "dimensions";

	public EmbedRequest {
		texts = List.copyOf(texts);
		if (dimensions != null && dimensions < 1) {
			throw new IllegalArgumentException("A vector cannot have %d numbers".formatted(dimensions));
		}
	}

	/**
	 * Reads the body of {@code POST /api/embed}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED
	 */
	public static EmbedRequest embed(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, FieldTable.EMBED, report);
		String model = request.requiredText("model");
		Integer dimensions = request.wholeNumber(DIMENSIONS);
		if (dimensions != null && dimensions < 0) {
			throw request.rejected(DIMENSIONS, "a whole number of at least 1");
		}
		return new EmbedRequest(false, model, texts(request),
				(dimensions != null && dimensions == 0) ? null : dimensions, report.report());
	}

	private static List<String> texts(RequestObject request) {
		JsonNode input = request.get(INPUT);
		if (input.isMissingNode() || input.isString()) {
			return input.asString("").isEmpty() ? List.of() : List.of(input.asString());
		}
		if (!input.isArray()) {
			throw request.rejected(INPUT, "a text or a list of texts");
		}
		List<String> texts = new ArrayList<>();
		for (JsonNode each : input) {
			if (!each.isString()) {
				throw InvalidFieldException.rejected(INPUT + "[" + texts.size() + "]", each, "a text");
			}
			texts.add(each.asString());
		}
		return texts;
	}

	/**
	 * Reads the body of {@code POST /api/embeddings}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED
	 */
	public static EmbedRequest embeddings(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, FieldTable.EMBEDDINGS, report);
		String model = request.requiredText("model");
		String prompt = request.text("prompt");
		return new EmbedRequest(true, model, prompt.isEmpty() ? List.of() : List.of(prompt), null, report.report());
	}

	/**
	 * Makes the answer.
	 * @param vectors a vector for each text
	 * @param tokens tokens of all texts; 0 if the server does not count
	 * @param clock has measured the answer
	 * @return the document
	 */
	public ObjectNode answer(List<float[]> vectors, long tokens, AnswerClock clock) {
		ObjectNode answer = JsonMapper.shared().createObjectNode();
		if (this.older) {
			ArrayNode numbers = answer.putArray("embedding");
			vectors.forEach((vector) -> add(numbers, vector, vector.length, 1));
			return answer;
		}
		ArrayNode all = answer.put("model", this.model).putArray("embeddings");
		for (float[] vector : vectors) {
			int length = (this.dimensions != null) ? Math.min(this.dimensions, vector.length) : vector.length;
			add(all.addArray(), vector, length, size(vector, length));
		}
		answer.put("total_duration", clock.nanos() - clock.arrived())
			.put("load_duration", clock.sent() - clock.arrived());
		return (tokens > 0) ? answer.put("prompt_eval_count", tokens) : answer;
	}

	private static void add(ArrayNode numbers, float[] vector, int length, double size) {
		for (int at = 0; at < length; at++) {
			numbers.add((float) (vector[at] / size));
		}
	}

	/** By which a vector is divided, so that its length is 1. */
	private static double size(float[] vector, int length) {
		double sum = 0;
		for (int at = 0; at < length; at++) {
			sum += (double) vector[at] * vector[at];
		}
		return (sum > 0) ? Math.sqrt(sum) : 1;
	}

}
