package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.sidecar.ownership.OwnRecord;

/**
 * A process of its own that writes down what it runs, as a sidecar does, and runs it
 * without any guard: who kills it leaves an orphan.
 */
final class AbandonedServer {

	private AbandonedServer() {
	}

	public static void main(String[] arguments) throws IOException {
		Path records = Path.of(arguments[0]);
		Path run = Path.of(arguments[1]);
		OwnRecord own = new OwnRecord(records);
		Path launch = run.resolve("s4j-0123456789abcdef");
		own.launching(launch, 11435);
		Files.createDirectories(launch.resolve("gguf"));
		Process server = start(launch, arguments[2]);
		own.spawned(launch, identity(server, arguments[2]));
		System.out.println("runs " + server.pid());
		System.in.read();
	}

	/** A shell and its own child, both with the nonce. */
	static Process start(Path directory, String nonce) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "sleep 600 & wait").directory(directory.toFile())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put(ProcessIdentity.VARIABLE, nonce);
		return builder.start();
	}

	static ProcessIdentity identity(Process server, String nonce) {
		ProcessHandle.Info info = server.info();
		return new ProcessIdentity(server.pid(), info.startInstant().orElseThrow(), info.command().orElse(null), nonce);
	}

	static String nonce() {
		byte[] bytes = new byte[16];
		new Random().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

}
