package io.github.shimmy4j.engine.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One hostile request, and how its client behaves.
 *
 * @param kind what is hostile about it
 * @param manner what the server may do with it
 * @param pieces what is sent, each piece by itself
 * @param leaveAfter bytes of the answer after which the client leaves; NEVER if it stays
 * @param format the form that the answer must have, as sent, or null for any
 */
record FuzzCase(Kind kind, Manner manner, List<byte[]> pieces, int leaveAfter, @Nullable String format) {

	FuzzCase(Kind kind, Manner manner, List<byte[]> pieces, int leaveAfter) {
		this(kind, manner, pieces, leaveAfter, null);
	}

	static final int NEVER = -1;

	private static final int SHOWN_BYTES = 1500;

	/** The hostile part of a case. */
	enum Kind {

		SCHEMA, MESSAGES, MANY_MESSAGES, BODY, SAMPLING, COMPLETION, EMBEDDINGS, HTTP, LEAVING

	}

	/** How well-formed the request is, and so what it must be answered with. */
	enum Manner {

		/** HTTP in which nothing is wrong: a whole answer, and refusals as JSON. */
		REQUEST,

		/** The same for an answer that has a head alone. */
		HEAD,

		/** A path or a method that is not served: a refusal, empty if of a preflight. */
		MISDIRECTED,

		/** No HTTP, or not all of it: a refusal without a body, or none. */
		BROKEN

	}

	static FuzzCase request(Kind kind, byte[] bytes) {
		return new FuzzCase(kind, Manner.REQUEST, List.of(bytes), NEVER);
	}

	FuzzCase in(Manner other) {
		return new FuzzCase(this.kind, other, this.pieces, this.leaveAfter, this.format);
	}

	FuzzCase held(String to) {
		return new FuzzCase(this.kind, this.manner, this.pieces, this.leaveAfter, to);
	}

	/** Whether what is sent has this in it. */
	boolean says(String text) {
		return this.pieces.stream().anyMatch((piece) -> new String(piece, StandardCharsets.ISO_8859_1).contains(text));
	}

	boolean stays() {
		return this.leaveAfter == NEVER;
	}

	/** For a person: the first and the last bytes of what is sent. */
	@Override
	public String toString() {
		int size = this.pieces.stream().mapToInt((piece) -> piece.length).sum();
		StringBuilder text = new StringBuilder(
				"%s, %s, %,d bytes in %d pieces".formatted(this.kind, this.manner, size, this.pieces.size()));
		if (!stays()) {
			text.append(", the client leaves after %,d bytes".formatted(this.leaveAfter));
		}
		StringBuilder sent = new StringBuilder();
		for (byte[] piece : this.pieces) {
			sent.append(new String(piece, StandardCharsets.ISO_8859_1));
		}
		return text.append(": ").append(shown(sent.toString())).toString();
	}

	static String shown(String sent) {
		String shown = (sent.length() <= SHOWN_BYTES) ? sent
				: sent.substring(0, SHOWN_BYTES) + "…" + sent.substring(sent.length() - SHOWN_BYTES / 4);
		StringBuilder printable = new StringBuilder();
		shown.chars()
			.forEach((c) -> printable
				.append((c >= ' ' && c < 0x7f || c == '…') ? String.valueOf((char) c) : "\\x%02x".formatted(c)));
		return printable.toString();
	}

}
