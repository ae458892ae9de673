package io.github.shimmy4j.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts watchers.
 *
 * @param session puts each into its own session; it outlives the application's session
 * @param script the watcher's script
 * @param processes where the operating system lists processes
 * @param path where the script finds programs
 */
record Watchers(CommandPrefix session, ShellScript script, Path processes, String path) {

	private static final String USUAL_PATH = "/usr/bin:/bin:/usr/sbin:/sbin:";

	static Watchers find(SearchPath path) {
		return new Watchers(CommandPrefix.ownSession(path), ShellScript.read("watcher.sh"), Path.of("/proc"),
				USUAL_PATH + path.directories().stream().map(Path::toString).collect(Collectors.joining(":")));
	}

	Watcher start(String nonce) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(this.session
			.wrap(this.script.command(List.of(ProcessIdentity.VARIABLE + "=" + nonce, this.processes.toString()))));
		// Cleared of our own nonce, if this JVM is a child too: the watcher has to
		// outlive it.
		builder.environment().clear();
		builder.environment().putAll(Map.of("PATH", this.path, "LC_ALL", "C"));
		return new Watcher(builder.directory(Path.of("/").toFile()).redirectError(Redirect.DISCARD).start());
	}

}
