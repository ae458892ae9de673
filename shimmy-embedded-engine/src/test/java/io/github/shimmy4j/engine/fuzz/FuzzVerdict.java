package io.github.shimmy4j.engine.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.fuzz.FuzzCase.Manner;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.engine.schema.SchemaException;

/** Judges whether an answer is allowed for its request. */
final class FuzzVerdict {

	private static final JsonMapper JSON = new JsonMapper();

	static final String NO_ANSWER = "no whole answer";

	private static final String DONE = "[DONE]";

	private FuzzVerdict() {
	}

	/** What is wrong with the answers to a request, or null. */
	static @Nullable String fault(FuzzCase request, List<FuzzAnswer> answers) {
		if (answers.isEmpty()) {
			return (request.manner() == Manner.BROKEN) ? null : NO_ANSWER;
		}
		return answers.stream()
			.map((answer) -> fault(request, answer))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable String fault(FuzzCase request, FuzzAnswer answer) {
		int status = answer.status();
		if (status >= 500) {
			return "a failure of the server's own making";
		}
		boolean empty = answer.body().isEmpty();
		if (request.manner() == Manner.HEAD) {
			return null;
		}
		if (status >= 400) {
			// As a preflight is refused, and as Netty says that something is no request.
			boolean mayBeEmpty = request.manner() != Manner.REQUEST && status != 404 && status != 405;
			return (empty && mayBeEmpty) ? null : faultOfRefusal(request, answer);
		}
		if (status != 200) {
			return (status == 204) ? null : "an unexpected status";
		}
		return answer.isEvents() ? faultOfEvents(request, answer) : faultOfWhole(request, json(answer.body()));
	}

	private static @Nullable String faultOfRefusal(FuzzCase request, FuzzAnswer answer) {
		JsonNode body = json(answer.body());
		JsonNode error = (body != null) ? body.path("error") : null;
		boolean said = error != null && !error.path("message").asString("").isBlank()
				&& !error.path("type").asString("").isBlank();
		if (!said) {
			return "a refusal that is not in OpenAI's form";
		}
		return isInvalid(error) ? faultOfInvalid(request) : null;
	}

	private static boolean isInvalid(JsonNode error) {
		return error.path("code").asString("").equals("invalid_answer");
	}

	/**
	 * The grammar enforces all keywords except that no second alternative of a oneOf
	 * fits.
	 */
	private static @Nullable String faultOfInvalid(FuzzCase request) {
		return (request.format() != null && request.format().contains("oneOf")) ? null
				: "an answer that does not follow its schema";
	}

	private static @Nullable String faultOfWhole(FuzzCase request, @Nullable JsonNode body) {
		if (body == null || !body.isObject()) {
			return "an answer that is no JSON";
		}
		JsonNode choice = body.at("/choices/0");
		if (choice.isMissingNode()) {
			return (body.path("object").asString("").equals("list") || request.says("GET /")) ? null
					: "an answer without a choice";
		}
		return faultOfEnd(request, choice.path("finish_reason").asString(""),
				choice.at("/message/content").asString(choice.path("text").asString("")));
	}

	private static @Nullable String faultOfEvents(FuzzCase request, FuzzAnswer answer) {
		StringBuilder content = new StringBuilder();
		String reason = "";
		String last = "";
		for (String line : answer.body().split("\n")) {
			if (!line.startsWith("data:")) {
				continue;
			}
			last = line.substring("data:".length()).trim();
			JsonNode event = last.equals(DONE) ? null : json(last);
			if (event == null) {
				if (last.equals(DONE)) {
					continue;
				}
				return "an event that is no JSON";
			}
			if (event.has("error")) {
				return isInvalid(event.path("error")) ? faultOfInvalid(request) : "a failure in mid-stream";
			}
			content.append(event.at("/choices/0/delta/content").asString(event.at("/choices/0/text").asString("")));
			reason = event.at("/choices/0/finish_reason").asString(reason);
		}
		return last.equals(DONE) ? faultOfEnd(request, reason, content.toString()) : "a stream without an end";
	}

	private static @Nullable String faultOfEnd(FuzzCase request, String reason, String content) {
		if (!reason.equals("stop") && !reason.equals("length")) {
			return "the finish reason '" + reason + "'";
		}
		JsonNode format = (request.format() != null) ? json(utf8(request.format())) : null;
		String type = (format != null) ? format.path("type").asString("") : "";
		if (reason.equals("length") || (!type.equals("json_schema") && !type.equals("json_object"))) {
			return null;
		}
		try {
			AnswerSchema schema = type.equals("json_object") ? AnswerSchema.anyObject()
					: AnswerSchema.of(format.at("/json_schema/schema"));
			String violation = schema.violation(content);
			return (violation == null) ? null : "an answer that does not follow its schema: " + violation;
		}
		catch (SchemaException ex) {
			return "an answer by a schema that is refused: " + ex.getMessage();
		}
	}

	/** As it arrives: without half surrogates. */
	private static String utf8(String text) {
		return new String(HostileBodies.utf8(text), StandardCharsets.UTF_8);
	}

	private static @Nullable JsonNode json(String text) {
		try {
			JsonNode read = JSON.readTree(text);
			return read.isMissingNode() ? null : read;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
