package io.github.shimmy4j.binary;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import org.jspecify.annotations.Nullable;

/**
 * A server program that can be started.
 *
 * @param command program, and arguments that come before the subcommand
 * @param version version that the program prints
 * @param capabilities what that version can do
 * @param libraries directory of shared libraries of which the loader must be told; null
 * for none
 */
public record ShimmyBinary(List<String> command, ServerVersion version, ServerCapabilities capabilities,
		@Nullable Path libraries) {

	public ShimmyBinary {
		command = List.copyOf(command);
		if (command.isEmpty()) {
			throw new IllegalArgumentException("a command needs at least a program");
		}
	}

	/**
	 * A program without arguments before the subcommand.
	 * @param path the file
	 * @param version version that the program prints
	 * @param capabilities what that version can do
	 */
	public ShimmyBinary(Path path, ServerVersion version, ServerCapabilities capabilities) {
		this(List.of(path.toString()), version, capabilities, null);
	}

	/** The file that is run: the first word of the command. */
	public Path path() {
		return Path.of(this.command.get(0));
	}

}
