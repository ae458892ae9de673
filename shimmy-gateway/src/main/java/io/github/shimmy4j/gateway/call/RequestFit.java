package io.github.shimmy4j.gateway.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.protocol.prompt.AnswerSpace;
import io.github.shimmy4j.protocol.tool.EmulatedTools;
import io.github.shimmy4j.protocol.tool.JsonTexts;
import io.github.shimmy4j.protocol.tool.ToolRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as one server can fulfil it. Anything else is emulated or refused, and never
 * dropped in silence.
 *
 * @param server the server
 * @param request what is sent, but for the model's id and the form of the answer
 * @param translation of the answer
 */
record RequestFit(ServerEndpoint server, CompletionRequest request, AnswerTranslation translation) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final Set<String> NO_CHOICE = Set.of("none", "auto");

	private static final String TEMPLATE_VARIABLES = "chat_template_kwargs";

	private static final String THINKING = "enable_thinking";

	private static final String MAX_TOKENS = "max_tokens";

	private static final String NEWER_MAX_TOKENS = "max_completion_tokens";

	/**
	 * Fits a request. Blocks if the tokens of a long prompt must be counted.
	 * @param given request in OpenAI's form
	 * @param insists whether a request for thinking is refused by a model that cannot
	 * think
	 * @param endpoint the server
	 */
	static RequestFit of(CompletionRequest given, boolean insists, ServerEndpoint endpoint) {
		refuseUnsupported(given.json(), endpoint);
		CompletionRequest asked = withoutEmptyTools(given);
		CompletionRequest guarded = endpoint.capabilities().supports(Feature.PLAIN_CONTENT) ? asked
				: guarded(asked, endpoint.marks());
		ToolRequest prepared = ToolRequest.of(guarded, endpoint.capabilities(), EmulatedTools.RANDOM_IDS);
		return new RequestFit(endpoint, limited(switched(prepared.request(), insists, endpoint), endpoint),
				prepared.translation());
	}

	/** Some clients always send a list of tools. An empty one asks for nothing. */
	private static CompletionRequest withoutEmptyTools(CompletionRequest given) {
		JsonNode tools = given.json().path(Fields.TOOLS);
		if (!tools.isNull() && !(tools.isArray() && tools.isEmpty())) {
			return given;
		}
		JsonNode choice = given.json().path(Fields.TOOL_CHOICE);
		if (!choice.isMissingNode() && !choice.isNull() && !NO_CHOICE.contains(choice.asString(""))) {
			throw InvalidFieldException.rejected(Fields.TOOL_CHOICE, choice, "none or auto where there are no tools");
		}
		ObjectNode changed = MAPPER.createObjectNode();
		changed.setAll(given.json());
		changed.remove(List.of(Fields.TOOLS, Fields.TOOL_CHOICE, Fields.PARALLEL_TOOL_CALLS));
		return new CompletionRequest(changed);
	}

	/**
	 * Our own codecs write the switch of the thinking for every server. A server without
	 * the switch does what the model does by itself.
	 */
	private static CompletionRequest switched(CompletionRequest request, boolean insists, ServerEndpoint endpoint) {
		JsonNode thinking = request.json().path(TEMPLATE_VARIABLES).path(THINKING);
		if (thinking.isMissingNode() || endpoint.capabilities().features().containsAll(Feature.THINKING_SWITCH)) {
			return request;
		}
		if (insists && thinking.asBoolean(false) && !endpoint.capabilities().supports(Feature.THINKING)) {
			throw InvalidFieldException.unsupported(THINKING, thinking, "%s cannot get thinking from the model '%s'"
				.formatted(endpoint.capabilities().kind(), endpoint.model()));
		}
		ObjectNode changed = MAPPER.createObjectNode();
		changed.setAll(request.json());
		ObjectNode variables = (ObjectNode) changed.path(TEMPLATE_VARIABLES).deepCopy();
		variables.remove(THINKING);
		changed.set(TEMPLATE_VARIABLES, variables);
		if (variables.isEmpty()) {
			changed.remove(TEMPLATE_VARIABLES);
		}
		return new CompletionRequest(changed);
	}

	private static void refuseUnsupported(JsonNode request, ServerEndpoint endpoint) {
		needs(request).forEach((feature, field) -> {
			if (!endpoint.capabilities().fulfils(feature)) {
				throw InvalidFieldException.unsupported(field, request.at(pointer(field)), "%s cannot do %s"
					.formatted(endpoint.capabilities().kind(), endpoint.capabilities().missing(feature)));
			}
		});
	}

	private static String pointer(String field) {
		return "/" + field.replace("[", "/").replace("]", "").replace(".", "/");
	}

	/** Features that a request needs beyond plain text, each with the field that asks. */
	private static Map<Feature, String> needs(JsonNode request) {
		Map<Feature, String> needs = new LinkedHashMap<>();
		if (!request.path(Fields.TOOLS).isEmpty()) {
			needs.put(Feature.TOOLS, Fields.TOOLS);
		}
		if (request.has(Fields.PROMPT)) {
			needs.put(Feature.TEXT_COMPLETIONS, Fields.PROMPT);
		}
		if (request.path("n").asInt(1) > 1) {
			needs.put(Feature.MULTIPLE_CHOICES, "n");
		}
		if (!request.path(Fields.RESPONSE_FORMAT).path(Fields.TYPE).asString(Fields.TEXT).equals(Fields.TEXT)) {
			needs.put(Feature.RESPONSE_FORMAT, Fields.RESPONSE_FORMAT);
		}
		if (request.path(Fields.LOGPROBS).asBoolean(false)) {
			needs.put(Feature.LOGPROBS, Fields.LOGPROBS);
		}
		JsonNode messages = request.path(Fields.MESSAGES);
		for (int index = 0; index < messages.size(); index++) {
			for (JsonNode part : messages.get(index).path(Fields.CONTENT)) {
				if (part.isObject() && !part.path(Fields.TYPE).asString(Fields.TEXT).equals(Fields.TEXT)) {
					needs.putIfAbsent(Feature.MEDIA, "messages[%d].content".formatted(index));
				}
			}
		}
		String last = messages.isEmpty() ? "" : messages.get(messages.size() - 1).path(Fields.ROLE).asString("");
		if (last.equals("assistant")) {
			needs.put(Feature.ANSWER_PREFIX, "messages[%d].role".formatted(messages.size() - 1));
		}
		return needs;
	}

	/** A server that obeys control tokens would let a text begin another role's. */
	private static CompletionRequest guarded(CompletionRequest given, ControlMarks marks) {
		ObjectNode changed = MAPPER.createObjectNode();
		for (String field : List.of(Fields.MESSAGES, Fields.TOOLS)) {
			JsonTexts.changed(given.json().path(field), marks::breakIn)
				.ifPresent((broken) -> changed.set(field, broken));
		}
		if (changed.isEmpty()) {
			return given;
		}
		ObjectNode guarded = MAPPER.createObjectNode();
		guarded.setAll(given.json());
		guarded.setAll(changed);
		return new CompletionRequest(guarded);
	}

	/** The servers know the older name of the limit only. */
	private static CompletionRequest limited(CompletionRequest request, ServerEndpoint endpoint) {
		ObjectNode json = request.json();
		String field = json.path(NEWER_MAX_TOKENS).isNumber() ? NEWER_MAX_TOKENS : MAX_TOKENS;
		JsonNode asked = json.path(field);
		if (asked.isNumber() && asked.asLong() < 1) {
			throw InvalidFieldException.rejected(field, asked, "1 or more");
		}
		int wanted = asked.isNumber() ? (int) Math.min(asked.asLong(), Integer.MAX_VALUE) : Integer.MAX_VALUE;
		int fitted = new AnswerSpace(endpoint.capabilities().kind(), endpoint.capabilities().limits(),
				endpoint.tokens()::count)
			.fit(wanted, texts(json));
		if (fitted == Integer.MAX_VALUE && !asked.isNumber()) {
			return request;
		}
		ObjectNode changed = MAPPER.createObjectNode();
		changed.setAll(json);
		changed.remove(NEWER_MAX_TOKENS);
		changed.put(MAX_TOKENS, fitted);
		return new CompletionRequest(changed);
	}

	/** Texts that the model reads, one for each message. */
	static List<String> texts(JsonNode request) {
		List<String> texts = new ArrayList<>();
		for (JsonNode message : request.path(Fields.MESSAGES)) {
			StringBuilder text = new StringBuilder(message.path(Fields.CONTENT).asString(""));
			message.path(Fields.CONTENT).forEach((part) -> text.append(part.path(Fields.TEXT).asString("")));
			if (message.path(Fields.TOOL_CALLS).isContainer()) {
				text.append(message.path(Fields.TOOL_CALLS));
			}
			texts.add(text.toString());
		}
		if (request.path(Fields.PROMPT).isString()) {
			texts.add(request.path(Fields.PROMPT).asString());
		}
		if (request.path(Fields.TOOLS).isContainer()) {
			texts.add(request.path(Fields.TOOLS).toString());
		}
		return texts;
	}

}
