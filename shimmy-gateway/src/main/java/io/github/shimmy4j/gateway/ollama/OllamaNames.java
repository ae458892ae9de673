package io.github.shimmy4j.gateway.ollama;

import io.github.shimmy4j.gateway.call.ChatNames;
import io.github.shimmy4j.protocol.ollama.OllamaRequest.Route;

/** Ollama's names for the fields of a request in OpenAI's form, and for models. */
final class OllamaNames {

	private static final String NEWEST = ":latest";

	private OllamaNames() {
	}

	/**
	 * Finds the name that the client has used.
	 * @param field path of the field in OpenAI's form
	 * @param route how the request was sent
	 */
	static String of(String field, Route route) {
		if (ChatNames.isFormat(field)) {
			return "format";
		}
		if (field.startsWith("messages[") && field.endsWith(".content")) {
			return (route == Route.GENERATE) ? "images" : field.replace(".content", ".images");
		}
		return switch (field) {
			case "enable_thinking" -> "think";
			case "max_tokens" -> "options.num_predict";
			case "stop" -> "options.stop";
			default -> field;
		};
	}

	/**
	 * Finds the name of a model without the tag that Ollama's clients append.
	 * @param asked name in a request
	 */
	static String model(String asked) {
		return asked.endsWith(NEWEST) ? asked.substring(0, asked.length() - NEWEST.length()) : asked;
	}

}
