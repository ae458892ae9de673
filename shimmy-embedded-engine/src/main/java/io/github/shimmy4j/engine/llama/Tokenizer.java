package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.gguf.GgufVocabulary;

/**
 * Makes the tokens that llama.cpp makes of a text, but piece by piece. For the whole text
 * llama.cpp searches each control token from each mark to the end, which takes minutes
 * for thousands of messages and cannot be cancelled. Safe for several threads.
 */
final class Tokenizer {

	/** Usual number of characters of a piece. */
	static final int PIECE = 4096;

	/** A text without a good place to cut is cut anywhere after so many characters. */
	static final int LONGEST_PIECE = 16 * PIECE;

	/** A text that no tokenizer joins with the text after it. */
	private static final String NEW_LINE = "\n";

	private final Function<String, int[]> encoder;

	private final GgufVocabulary vocabulary;

	private final Marks marks;

	/** The encoder is that of llama.cpp, which makes control tokens of marks. */
	Tokenizer(Function<String, int[]> encoder, GgufVocabulary vocabulary) {
		this.encoder = encoder;
		this.vocabulary = vocabulary;
		this.marks = new Marks(vocabulary.controlTokens());
	}

	Marks marks() {
		return this.marks;
	}

	/** Cuts a text inside each of its marks, so that {@link #prompt} finds none. */
	List<String> plain(String text) {
		List<String> pieces = new ArrayList<>();
		int from = 0;
		for (int cut : this.marks.cuts(text)) {
			pieces.add(text.substring(from, cut));
			from = cut;
		}
		pieces.add(text.substring(from));
		return pieces;
	}

	/** The number of tokens of a plain text, without those that the model adds. */
	int count(String text) {
		return encode(plain(text), Integer.MAX_VALUE, () -> true).tokens();
	}

	/**
	 * Makes a prompt of consecutive texts, with the tokens that the model adds. A mark
	 * becomes a control token only if one text contains all of it.
	 * @param most number of tokens after which counting stops
	 * @param wanted asked before each piece; false cancels
	 */
	Prompt prompt(List<String> texts, int most, BooleanSupplier wanted) {
		Prompt encoded = encode(texts, most, wanted);
		if (!encoded.isWhole()) {
			return encoded;
		}
		return Prompt.of(Stream
			.of(stream(this.vocabulary.before()), Arrays.stream(encoded.ids()), stream(this.vocabulary.after()))
			.flatMapToInt(Function.identity())
			.toArray());
	}

	private Prompt encode(List<String> texts, int most, BooleanSupplier wanted) {
		IntStream.Builder ids = IntStream.builder();
		int count = 0;
		boolean continues = false;
		for (String text : texts) {
			BitSet starts = this.marks.starts(text);
			int to = 0;
			for (int from = 0; from < text.length(); from = to) {
				if (!wanted.getAsBoolean()) {
					throw new CancellationException();
				}
				long fewest = count + fewest(text.length() - from);
				if (fewest > most) {
					return Prompt.tooLong((int) Math.min(fewest, Integer.MAX_VALUE));
				}
				to = end(text, from, starts);
				int[] more = encode(text.substring(from, to), continues && !starts.get(from));
				Arrays.stream(more).forEach(ids::add);
				count += more.length;
				continues = true;
			}
		}
		return (count > most) ? Prompt.tooLong(count) : Prompt.of(ids.build().toArray());
	}

	/** The least number of tokens of so many characters, each of at least one byte. */
	private long fewest(int characters) {
		int longest = this.vocabulary.longestToken();
		return (longest > 0) ? (characters + longest - 1) / longest : 0;
	}

	/**
	 * Where a piece ends: before a mark, or before a line that begins with a letter. No
	 * tokenizer makes a token across such a place.
	 */
	private static int end(String text, int from, BitSet starts) {
		if (text.length() - from <= PIECE) {
			return text.length();
		}
		int mark = starts.previousSetBit(from + PIECE);
		// Some marks include the spaces before them.
		while (mark > from && Character.isWhitespace(text.charAt(mark - 1))) {
			mark = starts.previousSetBit(mark - 1);
		}
		if (mark > from) {
			return mark;
		}
		int last = Math.min(from + LONGEST_PIECE, text.length());
		for (int at = from + PIECE; at < last; at++) {
			if (starts.get(at) || isLine(text, at)) {
				return at;
			}
		}
		return (last < text.length() && Character.isLowSurrogate(text.charAt(last))) ? last - 1 : last;
	}

	private static boolean isLine(String text, int at) {
		char first = text.charAt(at);
		return text.charAt(at - 1) == '\n' && !Character.isWhitespace(text.charAt(at - 2))
				&& ((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z'));
	}

	private int[] encode(String piece, boolean continues) {
		if (continues && this.vocabulary.spacePrefix()) {
			// Leaves out the space that this model's tokenizer puts before each text.
			int[] begin = this.encoder.apply(NEW_LINE);
			int[] all = this.encoder.apply(NEW_LINE + piece);
			if (Arrays.mismatch(begin, all) == begin.length) {
				return Arrays.copyOfRange(all, begin.length, all.length);
			}
		}
		return this.encoder.apply(piece);
	}

	private static IntStream stream(List<Integer> ids) {
		return ids.stream().mapToInt(Integer::intValue);
	}

}
