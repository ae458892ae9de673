package io.github.shimmy4j.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * One generation, decided before a byte of it is sent.
 *
 * @param tokens what is generated, each with its leading space
 * @param fails whether generation breaks after those tokens
 * @param finishReason how it ends if it does not
 * @param promptTokens tokens of the prompt
 */
record Answer(List<String> tokens, boolean fails, String finishReason, int promptTokens) {

	private static final Pattern REPEAT = Pattern.compile("repeat after me:\\s*(.*)",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern COUNT = Pattern.compile("count to (\\d{1,6})", Pattern.CASE_INSENSITIVE);

	static Answer to(ChatRequest request, String loadedModel, Generation generation, ChatFaults faults) {
		return to(request, loadedModel, generation, faults, List.of());
	}

	/**
	 * The answer to a request.
	 * @param given tokens of a server's own script; empty for the usual one
	 */
	static Answer to(ChatRequest request, String loadedModel, Generation generation, ChatFaults faults,
			List<String> given) {
		List<String> prompt = request.promptTokens();
		boolean spoilt = faults.has(Fault.EMPTY_ANSWER) || faults.has(Fault.HUGE_CHUNK);
		List<String> said = (given.isEmpty() || spoilt)
				? beforeStop(tokens(text(request, loadedModel, faults)), request, generation) : given;
		int budget = generation.answerLimit(prompt.size(), new HashSet<>(prompt).size());
		int length = Math.min(said.size(), request.maxTokens());
		boolean cut = said.size() > request.maxTokens();
		boolean fails = faults.failsGeneration();
		if (length > budget || budget < 0) {
			fails = true;
			length = Math.max(0, budget);
		}
		int sayable = sayable(said, length, generation);
		fails |= sayable < length;
		List<String> tokens = faults.failsGeneration() ? List.of() : List.copyOf(said.subList(0, sayable));
		String reason = (cut && generation.has(Trait.COUNTS_USAGE)) ? "length" : "stop";
		return new Answer(tokens, fails, reason, prompt.size());
	}

	String text() {
		return String.join("", this.tokens);
	}

	/** Sends it at once, after the time that the faults ask for. */
	void sendWhole(HttpExchange exchange, Completion completion, ChatFaults faults) throws IOException {
		faults.crashHalfway();
		Pause.of(faults.reading());
		this.tokens.forEach((token) -> faults.afterToken());
		if (this.fails) {
			throw new RefusedException(completion.failure());
		}
		Reply.json(200, completion.whole(this)).send(exchange);
	}

	private static String text(ChatRequest request, String loadedModel, ChatFaults faults) {
		if (faults.has(Fault.EMPTY_ANSWER)) {
			return "";
		}
		if (faults.has(Fault.HUGE_CHUNK)) {
			return "x".repeat((int) faults.faults().number(Fault.HUGE_CHUNK, 0));
		}
		return scripted(request, loadedModel);
	}

	/** The same text for the same conversation and loaded model. */
	static String scripted(ChatRequest request, String loadedModel) {
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

	private static List<String> tokens(String text) {
		List<String> tokens = new ArrayList<>();
		int start = 0;
		while (start < text.length()) {
			int end = text.indexOf(' ', start + 1);
			end = (end < 0) ? text.length() : end;
			tokens.add(text.substring(start, end));
			start = end;
		}
		return tokens;
	}

	/** 2.6.5 honours only a stop that is one token. */
	private static List<String> beforeStop(List<String> tokens, ChatRequest request, Generation generation) {
		String text = String.join("", tokens);
		int end = text.length();
		for (String stop : request.stop()) {
			boolean honoured = !stop.isEmpty() && (!generation.has(Trait.ONE_AT_A_TIME) || !stop.strip().contains(" "));
			int at = honoured ? text.indexOf(stop) : -1;
			end = (at >= 0) ? Math.min(end, at) : end;
		}
		return (end == text.length()) ? tokens : tokens(text.substring(0, end));
	}

	/** 1.7.4 fails on a character that spans tokens: here, on any that is not ASCII. */
	private static int sayable(List<String> tokens, int length, Generation generation) {
		for (int i = 0; i < length && generation.has(Trait.CANNOT_SAY_NON_ASCII); i++) {
			if (!StandardCharsets.US_ASCII.newEncoder().canEncode(tokens.get(i))) {
				return i;
			}
		}
		return length;
	}

}
