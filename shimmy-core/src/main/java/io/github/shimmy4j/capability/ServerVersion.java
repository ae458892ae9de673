package io.github.shimmy4j.capability;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version that a shimmy binary prints for {@code --version}.
 *
 * @param major first number, which decides the {@link ServerCapabilities}
 * @param minor second number
 * @param patch third number
 */
public record ServerVersion(int major, int minor, int patch) {

	private static final Pattern PRINTED = Pattern.compile("^shimmy (\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})\\b",
			Pattern.MULTILINE);

	/**
	 * Reads the output of {@code shimmy --version}, such as {@code shimmy 1.7.4}.
	 * @param output the program's output
	 * @return the version; empty if the program is not shimmy
	 */
	public static Optional<ServerVersion> fromOutput(String output) {
		Matcher matcher = PRINTED.matcher(output);
		if (!matcher.find()) {
			return Optional.empty();
		}
		return Optional.of(new ServerVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
				Integer.parseInt(matcher.group(3))));
	}

	@Override
	public String toString() {
		return this.major + "." + this.minor + "." + this.patch;
	}

}
