package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Stands for the engine's {@code count}: what it prints for each text, and how it ends,
 * is in the file that is the model.
 */
public final class CountingProgram {

	private CountingProgram() {
	}

	public static void main(String[] args) throws IOException {
		String asked = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
		System.err.println(String.join(" ", args) + " < " + asked);
		String[] script = Files.readString(Path.of(args[2])).split("/");
		System.out.println("some line before");
		boolean isPrivate = Files.getPosixFilePermissions(Path.of(""))
			.equals(PosixFilePermissions.fromString("rwx------"));
		System.out.println(isPrivate ? script[0] : "in a directory of others");
		System.out.flush();
		Runtime.getRuntime().halt(Integer.parseInt(script[1]));
	}

}
