package io.github.shimmy4j.protocol.tool;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request with tools, rewritten for a server that can only follow a JSON schema: the
 * system message describes the tools, and the schema of the answer allows a text or
 * calls. Calls and results in the conversation are messages of text.
 *
 * @param request without any field for tools
 * @param callable tools that the answer may call; empty if it is a text in any case
 * @param translation of the answer, for this one request
 */
public record EmulatedTools(CompletionRequest request, List<Tool> callable, AnswerTranslation translation) {

	/** Ids of calls, each of which is new. */
	public static final Supplier<String> RANDOM_IDS = () -> "call_" + UUID.randomUUID().toString().replace("-", "");

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String JSON_SCHEMA = "json_schema";

	private static final String SCHEMA = "schema";

	public EmulatedTools {
		callable = List.copyOf(callable);
	}

	/** Whether a request offers tools, or has calls or results among its messages. */
	public static boolean isNeededFor(CompletionRequest request) {
		return request.json().hasNonNull(Fields.TOOLS) || request.json().hasNonNull(Fields.TOOL_CHOICE)
				|| StreamSupport.stream(request.json().path(Fields.MESSAGES).spliterator(), false)
					.anyMatch((message) -> message.hasNonNull(Fields.TOOL_CALLS)
							|| "tool".equals(message.path(Fields.ROLE).asString("")));
	}

	/**
	 * Rewrites a request.
	 * @param request any request, with or without tools
	 * @param ids gives each call of the answer its id
	 * @return the request to send
	 * @throws InvalidToolsException if a field for tools is wrong, or another field
	 * cannot be combined with tools
	 */
	public static EmulatedTools of(CompletionRequest request, Supplier<String> ids) {
		ToolOffer offer = ToolFields.read(request.json());
		boolean offered = !offer.callable().isEmpty();
		ObjectNode plain = MAPPER.createObjectNode();
		plain.setAll(request.json());
		plain.remove(List.of(Fields.TOOLS, Fields.TOOL_CHOICE, Fields.PARALLEL_TOOL_CALLS));
		if (request.json().path(Fields.MESSAGES) instanceof ArrayNode messages) {
			plain.set(Fields.MESSAGES, PlainMessages.of(messages, offered ? ToolSection.of(offer) : null));
		}
		if (!offered) {
			return new EmulatedTools(new CompletionRequest(plain), List.of(), AnswerTranslation.NONE);
		}
		refuseStops(request.json().path("stop"));
		ObjectNode answer = answer(request.json().path(Fields.RESPONSE_FORMAT));
		plain.set(Fields.RESPONSE_FORMAT, format(CallSchema.of(offer, answer)));
		return new EmulatedTools(new CompletionRequest(plain), offer.callable(),
				new CallTranslation(answer != null, ids));
	}

	/** The server would search the JSON for them, and not the text. */
	private static void refuseStops(JsonNode stop) {
		if (stop.isString() || !stop.isEmpty()) {
			throw new InvalidToolsException("stop", "cannot be combined with tools on this server; leave it out");
		}
	}

	/** The schema of an answer to the user; null for any text. */
	private static @Nullable ObjectNode answer(JsonNode format) {
		if (format.isMissingNode() || format.isNull()) {
			return null;
		}
		return switch (format.path(Fields.TYPE).asString("")) {
			case Fields.TEXT -> null;
			case "json_object" -> MAPPER.createObjectNode().put(Fields.TYPE, "object");
			case JSON_SCHEMA -> {
				if (format.path(JSON_SCHEMA).path(SCHEMA) instanceof ObjectNode schema) {
					yield schema;
				}
				throw new InvalidToolsException("response_format.json_schema.schema", "must be a JSON schema");
			}
			default -> throw new InvalidToolsException("response_format.type",
					"must be one of text, json_object, json_schema");
		};
	}

	private static ObjectNode format(ObjectNode schema) {
		ObjectNode format = MAPPER.createObjectNode().put(Fields.TYPE, JSON_SCHEMA);
		format.putObject(JSON_SCHEMA).put(Fields.NAME, CallSchema.ANSWER).put("strict", true).set(SCHEMA, schema);
		return format;
	}

}
