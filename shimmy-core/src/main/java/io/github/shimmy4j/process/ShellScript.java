package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A script of this package. The shell gets it as an argument, so that no file exists
 * which a user could change or remove.
 *
 * @param text the script without its comments
 */
record ShellScript(String text) {

	static ShellScript read(String name) {
		try (InputStream stream = Objects.requireNonNull(ShellScript.class.getResourceAsStream(name), name)) {
			return new ShellScript(new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.stripLeading().startsWith("#"))
				.collect(Collectors.joining("\n")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The command that runs it with some arguments. */
	List<String> command(List<String> arguments) {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", this.text, "shimmy4j"));
		command.addAll(arguments);
		return command;
	}

}
