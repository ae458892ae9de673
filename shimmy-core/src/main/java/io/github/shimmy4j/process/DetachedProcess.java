package io.github.shimmy4j.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.storage.OwnFile;

/**
 * Starts a process that outlives this one: it has its own session, no terminal, no input,
 * and none of the watchers that end all other processes of shimmy4j with the JVM.
 */
public final class DetachedProcess {

	private static final File NOTHING = new File((File.separatorChar == '\\') ? "NUL" : "/dev/null");

	private DetachedProcess() {
	}

	/**
	 * Starts a process.
	 * @param command program, with its full path, and arguments
	 * @param directory where it runs
	 * @param environment its whole environment; nothing is inherited
	 * @param output file for its standard output and its standard error, which is emptied
	 * or created, for its owner only
	 * @return the process; its end can be awaited, its output cannot be read
	 * @throws IOException if the file cannot be written, or the program cannot be started
	 */
	public static Process start(List<String> command, Path directory, Map<String, String> environment, Path output)
			throws IOException {
		try (FileChannel file = OwnFile.openOrCreate(output)) {
			file.truncate(0);
		}
		ProcessBuilder builder = new ProcessBuilder(
				CommandPrefix.ownSession(SearchPath.of(System.getenv())).wrap(command))
			.directory(directory.toFile())
			.redirectInput(NOTHING)
			.redirectErrorStream(true)
			.redirectOutput(Redirect.appendTo(output.toFile()));
		builder.environment().clear();
		builder.environment().putAll(environment);
		return builder.start();
	}

}
