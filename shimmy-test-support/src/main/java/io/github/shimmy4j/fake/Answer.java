package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * One generation, decided before a byte of it is sent.
 *
 * @param tokens what is generated, each with its leading space
 * @param fails whether generation breaks after those tokens
 * @param finishReason how it ends if it does not
 * @param promptTokens words in the prompt
 */
record Answer(List<String> tokens, boolean fails, String finishReason, int promptTokens) {

	static Answer to(ChatRequest request, String loadedModel, Generation generation, ChatFaults faults) {
		List<String> prompt = request.promptTokens();
		List<String> said = beforeStop(tokens(text(request, loadedModel, faults)), request, generation);
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

	private static String text(ChatRequest request, String loadedModel, ChatFaults faults) {
		if (faults.has(Fault.EMPTY_ANSWER)) {
			return "";
		}
		if (faults.has(Fault.HUGE_CHUNK)) {
			return "x".repeat((int) faults.faults().number(Fault.HUGE_CHUNK, 0));
		}
		return ScriptedAnswer.to(request, loadedModel);
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

	/**
	 * A character that spans tokens breaks 1.7.4; the fake takes every non-ASCII one for
	 * such.
	 */
	private static int sayable(List<String> tokens, int length, Generation generation) {
		for (int i = 0; i < length && generation.has(Trait.CANNOT_SAY_NON_ASCII); i++) {
			if (!StandardCharsets.US_ASCII.newEncoder().canEncode(tokens.get(i))) {
				return i;
			}
		}
		return length;
	}

}
