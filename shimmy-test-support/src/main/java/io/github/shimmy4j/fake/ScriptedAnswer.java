package io.github.shimmy4j.fake;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the fake's model says: the same for the same conversation. */
final class ScriptedAnswer {

	private static final Pattern REPEAT = Pattern.compile("repeat after me:\\s*(.*)",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern COUNT = Pattern.compile("count to (\\d{1,6})", Pattern.CASE_INSENSITIVE);

	private ScriptedAnswer() {
	}

	/**
	 * The answer.
	 * @param request the conversation
	 * @param loadedModel the id of the model that really answers
	 */
	static String to(ChatRequest request, String loadedModel) {
		String question = request.lastUserMessage();
		Matcher repeat = REPEAT.matcher(question);
		Matcher count = COUNT.matcher(question);
		if (request.allText().contains("JSON Schema") && request.allText().contains("city")) {
			return "{\"city\":\"Paris\",\"country\":\"France\"}";
		}
		if (repeat.find()) {
			return repeat.group(1).strip();
		}
		if (count.find()) {
			return IntStream.rangeClosed(1, Integer.parseInt(count.group(1)))
				.mapToObj(String::valueOf)
				.collect(Collectors.joining(" "));
		}
		if (question.contains("capital of France")) {
			return "The capital of France is Paris.";
		}
		if (question.toLowerCase(Locale.ROOT).contains("which model")) {
			return "I am " + loadedModel + ".";
		}
		return "I have seen " + request.messages().size() + " messages.";
	}

}
