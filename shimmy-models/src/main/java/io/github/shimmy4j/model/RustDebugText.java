package io.github.shimmy4j.model;

import java.util.Optional;

/**
 * Decodes texts that Rust printed with {@code {:?}}: in quotes, with the escapes of
 * {@code char::escape_debug}.
 */
final class RustDebugText {

	private final String quoted;

	private final StringBuilder text = new StringBuilder();

	private int next = 1;

	private RustDebugText(String quoted) {
		this.quoted = quoted;
	}

	/** The decoded text; empty if it is malformed or not Unicode. */
	static Optional<String> decode(String quoted) {
		boolean isQuoted = quoted.length() > 1 && quoted.startsWith("\"") && quoted.endsWith("\"");
		return isQuoted ? new RustDebugText(quoted).decode() : Optional.empty();
	}

	private Optional<String> decode() {
		int end = this.quoted.length() - 1;
		while (this.next < end) {
			char character = this.quoted.charAt(this.next++);
			if (character == '"' || (character == '\\' && (this.next == end || !unescape()))) {
				return Optional.empty();
			}
			if (character != '\\') {
				this.text.append(character);
			}
		}
		return Optional.of(this.text.toString());
	}

	private boolean unescape() {
		char kind = this.quoted.charAt(this.next++);
		int plain = "\"'\\nrt0".indexOf(kind);
		if (plain >= 0) {
			this.text.append("\"'\\\n\r\t\0".charAt(plain));
			return true;
		}
		return kind == 'u' && unescapeCodePoint();
	}

	/** <code>{1f600}</code>, up to six digits. */
	private boolean unescapeCodePoint() {
		int close = this.quoted.indexOf('}', this.next);
		if (close < 0 || this.quoted.charAt(this.next) != '{') {
			return false;
		}
		String digits = this.quoted.substring(this.next + 1, close);
		if (!digits.matches("[0-9a-f]{1,6}") || !Character.isValidCodePoint(Integer.parseInt(digits, 16))) {
			return false;
		}
		this.text.appendCodePoint(Integer.parseInt(digits, 16));
		this.next = close + 1;
		return true;
	}

}
