package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the tokens of a file whose header was passed over once. That their types come
 * before them is not sure, so both are looked up. Of tokens that are no control tokens
 * nothing is kept.
 */
final class VocabularyReader {

	/** Several times as many as any model has. */
	private static final int MAX_TOKENS = 1 << 21;

	/** The longest known control token is below 64. */
	private static final int MAX_CONTROL_BYTES = 1024;

	/** Several times as many as any model has. */
	private static final int MAX_CONTROL_TOKENS = 1 << 17;

	private final GgufInput input;

	private final GgufMetadata metadata;

	private final Set<String> controlTokens = new HashSet<>();

	private long longestToken;

	VocabularyReader(GgufInput input, GgufMetadata metadata) {
		this.input = input;
		this.metadata = metadata;
	}

	GgufVocabulary read() throws IOException {
		GgufList tokens = this.metadata.list(GgufMetadata.TOKENS);
		if (tokens != null && tokens.type() == GgufValueType.STRING) {
			readTokens(tokens, readTypes());
		}
		String tokenizer = String.valueOf(this.metadata.text(GgufMetadata.TOKENIZER));
		boolean sentencePiece = tokenizer.equals("llama");
		boolean keepsText = sentencePiece || tokenizer.equals("gpt2");
		AddedTokens added = new AddedTokens(this.metadata);
		return new GgufVocabulary(this.controlTokens, added.before(), added.after(),
				keepsText ? (int) Math.min(this.longestToken, Integer.MAX_VALUE) : 0,
				this.metadata.flag(GgufMetadata.ADD_SPACE, sentencePiece));
	}

	private byte[] readTypes() throws IOException {
		GgufList list = this.metadata.list(GgufMetadata.TOKEN_TYPES);
		if (list == null || !list.type().isInteger()) {
			return new byte[0];
		}
		byte[] types = new byte[begin(list)];
		for (int index = 0; index < types.length; index++) {
			types[index] = (byte) this.input.integer(list.type());
		}
		return types;
	}

	private void readTokens(GgufList tokens, byte[] types) throws IOException {
		int count = begin(tokens);
		for (int index = 0; index < count; index++) {
			long length = this.input.count();
			this.longestToken = Math.max(this.longestToken, length);
			if (length > MAX_CONTROL_BYTES) {
				this.input.skip(length);
				continue;
			}
			String text = this.input.text((int) length);
			int type = (index < types.length) ? types[index] : ControlTokenRule.NORMAL;
			if (ControlTokenRule.isControl(type, text)) {
				keep(text);
			}
		}
	}

	private void keep(String controlToken) {
		this.controlTokens.add(controlToken);
		if (this.controlTokens.size() > MAX_CONTROL_TOKENS) {
			throw this.input.broken("more than %,d control tokens".formatted(MAX_CONTROL_TOKENS));
		}
	}

	/** Goes to the first element, and tells how many there are. */
	private int begin(GgufList list) {
		if (list.count() > MAX_TOKENS) {
			throw this.input.broken("%,d tokens, at most %,d are plausible".formatted(list.count(), MAX_TOKENS));
		}
		this.input.seek(list.position());
		return (int) list.count();
	}

}
