package io.github.shimmy4j.gateway.call;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Remembers how many tokens the beginnings of prompts have. A tokenizer splits at control
 * tokens first, so what stands before one and what begins with it have their tokens
 * independently of each other: a conversation that has grown is counted from there on.
 * For several threads.
 */
final class PrefixTokens {

	/** A beginning takes about 100 bytes here. */
	private static final int MOST = 8192;

	/** Token counts by the digests of server and text. */
	private final Cache<ByteBuffer, Integer> counts = Caffeine.newBuilder()
		.maximumSize(MOST)
		.executor(Runnable::run)
		.build();

	/**
	 * Finds the longest beginning of a prompt that is known.
	 * @param server name of the server, whose model counts
	 * @param prompt the prompt
	 * @param markText a control token, before which a beginning may end
	 */
	Beginning longest(String server, String prompt, String markText) {
		List<Integer> places = places(prompt, markText);
		List<ByteBuffer> digests = digests(server, prompt, places);
		for (int each = places.size() - 1; each >= 0; each--) {
			Integer tokens = this.counts.getIfPresent(digests.get(each));
			if (tokens != null) {
				return new Beginning(places, digests, each, tokens);
			}
		}
		return new Beginning(places, digests, -1, 0);
	}

	/**
	 * Remembers all beginnings of a prompt whose rest was counted.
	 * @param known the beginning that was known
	 * @param rest tokens of the rest
	 * @param markToken the same as a token
	 * @return tokens of the whole prompt
	 */
	int remember(Beginning known, int[] rest, int markToken) {
		List<Integer> marks = new ArrayList<>();
		for (int at = 0; at < rest.length; at++) {
			if (rest[at] == markToken) {
				marks.add(at);
			}
		}
		int first = Math.max(0, known.lastMark());
		// A template may write what looks like the token and is none.
		if (marks.size() == known.places().size() - first) {
			for (int each = 0; each < marks.size(); each++) {
				this.counts.put(known.digests().get(first + each), known.tokens() + marks.get(each));
			}
		}
		return known.tokens() + rest.length;
	}

	private static List<Integer> places(String prompt, String markText) {
		List<Integer> places = new ArrayList<>();
		for (int at = prompt.indexOf(markText); at >= 0; at = prompt.indexOf(markText, at + markText.length())) {
			places.add(at);
		}
		return places;
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	private static List<ByteBuffer> digests(String server, String prompt, List<Integer> places) {
		List<ByteBuffer> digests = new ArrayList<>();
		try {
			MessageDigest digest = sha256();
			digest.update((server + "\n").getBytes(StandardCharsets.UTF_8));
			int from = 0;
			for (int place : places) {
				digest.update(prompt.substring(from, place).getBytes(StandardCharsets.UTF_8));
				digests.add(ByteBuffer.wrap(((MessageDigest) digest.clone()).digest()));
				from = place;
			}
			return digests;
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("Java's own SHA-256 can be cloned", ex);
		}
	}

	/**
	 * A beginning of a prompt.
	 *
	 * @param places of the control token in the prompt
	 * @param digests of what stands before each
	 * @param lastMark index of the place at which the beginning ends; -1 for an empty one
	 * @param tokens its tokens
	 */
	record Beginning(List<Integer> places, List<ByteBuffer> digests, int lastMark, int tokens) {

		/** Where the rest begins in the prompt. */
		int end() {
			return (this.lastMark < 0) ? 0 : this.places.get(this.lastMark);
		}

	}

}
