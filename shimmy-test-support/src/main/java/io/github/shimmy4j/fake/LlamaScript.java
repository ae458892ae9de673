package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model's answer on {@code llama-server} to a request with tools or a schema. A
 * question such as <code>use a {"x":1} and use b {} then use c {}</code> makes it call a
 * and b, then c, and then repeat the results.
 *
 * @param tokens what it generates; empty for the usual answer
 * @param calls whether these are calls of tools and no text
 */
record LlamaScript(List<String> tokens, boolean calls) {

	private static final Pattern USE = Pattern.compile("use ([a-zA-Z0-9_-]+) (\\{[^}]*})");

	private static final String RESULT = "Result of ";

	private static final int TOKEN_LENGTH = 4;

	/**
	 * The script for a request.
	 * @param templateHasTools whether the model's template writes tools into the prompt
	 * @param usual the usual answer to it
	 */
	static LlamaScript of(JsonNode request, boolean templateHasTools, Supplier<String> usual) {
		Talk talk = Talk.of(request.path("messages"));
		String choice = request.path("tool_choice").asString("auto");
		if (templateHasTools && !request.path("tools").isEmpty()) {
			List<MatchResult> uses = talk.next();
			if (!uses.isEmpty() && !choice.equals("none")) {
				List<String> tokens = new ArrayList<>();
				uses.forEach((use) -> call(use.group(1), use.group(2), tokens));
				return new LlamaScript(tokens, true);
			}
			if (choice.equals("required")) {
				JsonNode function = request.path("tools").path(0).path("function");
				List<String> tokens = new ArrayList<>();
				call(function.path("name").asString(),
						Json.text(LeastValue.of(function.path("parameters"), function.path("parameters"))), tokens);
				return new LlamaScript(tokens, true);
			}
			return new LlamaScript(talk.results.isEmpty() ? List.of() : pieces(talk.summary()), false);
		}
		JsonNode schema = request.path("response_format").path("json_schema").path("schema");
		if (schema.isObject()) {
			return new LlamaScript(pieces(Json.text(bound(schema, talk, usual))), false);
		}
		return new LlamaScript(talk.results.isEmpty() ? List.of() : pieces(talk.summary()), false);
	}

	private static void call(String name, String arguments, List<String> tokens) {
		tokens.add(LlamaCalls.CALL + name);
		tokens.addAll(pieces(arguments));
	}

	/** An answer that follows a schema, which may be one that stands for tools. */
	private static JsonNode bound(JsonNode schema, Talk talk, Supplier<String> usual) {
		List<MatchResult> uses = talk.next();
		JsonNode forced = schema.path("properties").path("tool_calls");
		boolean free = schema.path("anyOf").path(1).path("properties").has("tool_calls");
		if (!uses.isEmpty() && (free || !forced.isMissingNode())) {
			ObjectNode answer = Json.object();
			ArrayNode calls = answer.putArray("tool_calls");
			for (MatchResult use : uses) {
				calls.addObject().put("name", use.group(1)).set("arguments", parsed(use.group(2)));
			}
			return answer;
		}
		JsonNode text = schema.path("anyOf").path(0).path("properties").path("answer");
		if (free && "string".equals(text.path("type").asString(""))) {
			return Json.object().put("answer", talk.results.isEmpty() ? usual.get() : talk.summary());
		}
		return LeastValue.of(schema, schema);
	}

	private static JsonNode parsed(String json) {
		try {
			return Json.parse(json.getBytes(StandardCharsets.UTF_8));
		}
		catch (JacksonException ex) {
			throw new IllegalStateException("the question has no JSON: " + json, ex);
		}
	}

	private static List<String> pieces(String text) {
		List<String> pieces = new ArrayList<>();
		int[] characters = text.codePoints().toArray();
		for (int at = 0; at < characters.length; at += TOKEN_LENGTH) {
			pieces.add(new String(characters, at, Math.min(TOKEN_LENGTH, characters.length - at)));
		}
		return pieces;
	}

	/**
	 * The last question, and what has happened since.
	 *
	 * @param question text of the user
	 * @param rounds answers that called tools
	 * @param results what the tools have returned
	 */
	private record Talk(String question, int rounds, List<String> results) {

		static Talk of(JsonNode messages) {
			String question = "";
			int rounds = 0;
			List<String> results = new ArrayList<>();
			for (JsonNode message : messages) {
				String text = message.path("content").asString("");
				switch (message.path("role").asString("")) {
					case "tool" -> results.add(text);
					case "assistant" ->
						rounds += (message.has("tool_calls") || text.startsWith("{\"tool_calls\"")) ? 1 : 0;
					case "user" -> {
						if (text.startsWith(RESULT)) {
							for (String result : text.split("\n\n")) {
								results.add(result.substring(result.indexOf('\n') + 1));
							}
						}
						else {
							question = text;
							rounds = 0;
							results.clear();
						}
					}
					default -> {
						// Tells nothing about tools.
					}
				}
			}
			return new Talk(question, rounds, results);
		}

		/** The calls to make now. */
		List<MatchResult> next() {
			String[] steps = this.question.split(" then ");
			return (this.rounds < steps.length) ? USE.matcher(steps[this.rounds]).results().toList() : List.of();
		}

		String summary() {
			return "The tools say: " + String.join(" and ", this.results) + ".";
		}

	}

}
