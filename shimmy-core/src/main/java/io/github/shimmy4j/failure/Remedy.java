package io.github.shimmy4j.failure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import io.github.shimmy4j.text.PrintableText;

/**
 * What a person can do about a failure, in words that are true for every front end.
 * Settings have no names here: each front end inserts its own names when it shows the
 * remedy.
 *
 * @param format one or more whole sentences, with a {@code %s} for each argument
 * @param arguments settings and other values, in the order of the format
 */
public record Remedy(String format, List<Object> arguments) {

	/** Nothing needs to be done. */
	public static final Remedy NONE = of("");

	public Remedy {
		arguments = List.copyOf(arguments);
	}

	/** A remedy with its arguments in the order of the format. */
	public static Remedy of(String format, Object... arguments) {
		return new Remedy(format, Arrays.asList(arguments));
	}

	/**
	 * Gives the remedy in a front end's words.
	 * @param names gives the front end's name of a setting
	 * @return printable sentences; empty if nothing needs to be done
	 */
	public String text(Function<Setting, String> names) {
		return PrintableText.of(this.format.formatted(this.arguments.stream()
			.map((argument) -> (argument instanceof Setting setting) ? names.apply(setting) : argument)
			.toArray()));
	}

	/** Whether nothing needs to be done. */
	public boolean isEmpty() {
		return this.format.isBlank();
	}

	/** Names the settings in plain words, such as "the health timeout". */
	@Override
	public String toString() {
		return text((setting) -> "the " + setting.words());
	}

}
