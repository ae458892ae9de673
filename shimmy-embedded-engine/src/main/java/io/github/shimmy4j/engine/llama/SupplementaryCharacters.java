package io.github.shimmy4j.engine.llama;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

/**
 * Replaces characters outside the basic plane, such as emoji, by private-use characters
 * that the texts do not contain, and restores them. The binding's {@code applyTemplate}
 * would break them: it returns its result through {@code NewStringUTF}, which reads
 * modified UTF-8, where four-byte sequences are invalid and a zero ends the text.
 */
final class SupplementaryCharacters {

	private static final char FIRST_PRIVATE = '\uE000';

	private static final char LAST_PRIVATE = '\uF8FF';

	private final Map<Integer, Character> replacements = new HashMap<>();

	private final Map<Character, Integer> originals = new HashMap<>();

	private final BitSet taken = new BitSet();

	private SupplementaryCharacters() {
	}

	static SupplementaryCharacters of(Collection<String> texts) {
		SupplementaryCharacters characters = new SupplementaryCharacters();
		for (String text : texts) {
			if (text.indexOf('\0') >= 0) {
				throw new ModelException(Kind.BAD_INPUT, "messages must not contain the character U+0000");
			}
			text.chars().filter((c) -> c >= FIRST_PRIVATE && c <= LAST_PRIVATE).forEach(characters.taken::set);
		}
		for (String text : texts) {
			text.codePoints()
				.filter(Character::isSupplementaryCodePoint)
				.forEach((original) -> characters.replace(original));
		}
		return characters;
	}

	private void replace(int original) {
		if (this.replacements.containsKey(original)) {
			return;
		}
		char free = reserve();
		this.replacements.put(original, free);
		this.originals.put(free, original);
	}

	/** Takes a private-use character that no text contains and nothing else has taken. */
	char reserve() {
		int free = this.taken.nextClearBit(FIRST_PRIVATE);
		if (free > LAST_PRIVATE) {
			throw new ModelException(Kind.BAD_INPUT,
					"messages contain more than " + this.replacements.size() + " different characters above U+FFFF");
		}
		this.taken.set(free);
		return (char) free;
	}

	String hide(String text) {
		if (this.replacements.isEmpty()) {
			return text;
		}
		StringBuilder hidden = new StringBuilder(text.length());
		text.codePoints().forEach((c) -> {
			Character replacement = this.replacements.get(c);
			if (replacement != null) {
				hidden.append(replacement.charValue());
			}
			else {
				hidden.appendCodePoint(c);
			}
		});
		return hidden.toString();
	}

	String restore(String text) {
		if (this.originals.isEmpty()) {
			return text;
		}
		StringBuilder restored = new StringBuilder(text.length());
		text.chars().forEach((c) -> {
			Integer original = this.originals.get((char) c);
			restored.appendCodePoint((original != null) ? original : c);
		});
		return restored.toString();
	}

}
