package io.github.shimmy4j.process;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.text.PrintableText;

/**
 * The message of the operating system's loader of shared libraries that could not start a
 * program: glibc's, musl's and macOS's.
 */
public final class LoaderComplaint {

	private static final List<Pattern> MISSING = List.of(
			Pattern.compile("error while loading shared libraries: ([^:\\s]+): cannot open shared object file"),
			Pattern.compile("Error loading shared library ([^:\\s]+):"), Pattern.compile("Library not loaded: (\\S+)"));

	private static final Pattern OLDER = Pattern.compile("(\\S+): version `([A-Z]+_[\\w.]+)' not found");

	private LoaderComplaint() {
	}

	/**
	 * Finds the library that a program needs and does not find.
	 * @param output lines that the program printed
	 * @return a clause that follows the program's name, such as "needs the library
	 * libgomp.so.1, which is not installed"; empty if the loader did not complain
	 */
	public static Optional<String> in(List<String> output) {
		return output.stream().flatMap((line) -> clause(line).stream()).findFirst().map(PrintableText::of);
	}

	private static Optional<String> clause(String line) {
		for (Pattern missing : MISSING) {
			Matcher matcher = missing.matcher(line);
			if (matcher.find()) {
				return Optional
					.of("needs the library %s, which is not installed".formatted(withoutComma(matcher.group(1))));
			}
		}
		Matcher older = OLDER.matcher(line);
		return older.find()
				? Optional
					.of("needs %s of the library %s, which is older here".formatted(older.group(2), older.group(1)))
				: Optional.empty();
	}

	private static String withoutComma(String name) {
		return name.endsWith(",") ? name.substring(0, name.length() - 1) : name;
	}

}
