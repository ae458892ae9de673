package io.github.shimmy4j.capability;

import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Version that a server program prints for {@code --version}.
 *
 * @param program which program it is
 * @param major first number; of llama-server, the number of its build
 * @param minor second number; 0 for llama-server
 * @param patch third number; 0 for llama-server
 */
public record ServerVersion(ServerProgram program, int major, int minor, int patch) {

	/** A version of shimmy. */
	public ServerVersion(int major, int minor, int patch) {
		this(ServerProgram.SHIMMY, major, minor, patch);
	}

	/** A build of llama-server. Repackaged ones may have any number. */
	public static ServerVersion build(int number) {
		return new ServerVersion(ServerProgram.LLAMA_SERVER, number, 0, 0);
	}

	/**
	 * Reads the output of {@code --version}, such as {@code shimmy 1.7.4}.
	 * @param output the program's output
	 * @return the version; empty if the program is none of {@link ServerProgram}
	 */
	public static Optional<ServerVersion> fromOutput(String output) {
		Matcher shimmy = ServerProgram.SHIMMY.printed().matcher(output);
		if (shimmy.find()) {
			return Optional
				.of(new ServerVersion(number(shimmy.group(1)), number(shimmy.group(2)), number(shimmy.group(3))));
		}
		Matcher llama = ServerProgram.LLAMA_SERVER.printed().matcher(output);
		return llama.find() ? Optional.of(build(number(llama.group(1)))) : Optional.empty();
	}

	/**
	 * Program and version, such as {@code shimmy 1.7.4} or {@code llama-server b10964}.
	 */
	public String words() {
		return this.program.fileName() + " " + this;
	}

	private static int number(String digits) {
		return Integer.parseInt(digits);
	}

	@Override
	public String toString() {
		return (this.program == ServerProgram.LLAMA_SERVER) ? "b" + this.major
				: this.major + "." + this.minor + "." + this.patch;
	}

}
