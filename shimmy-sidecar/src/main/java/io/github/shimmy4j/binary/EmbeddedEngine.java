package io.github.shimmy4j.binary;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ForeignFileException;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.StorageFailure;
import org.jspecify.annotations.Nullable;

/**
 * The engine that {@code shimmy-embedded-engine} carries: one executable jar as a
 * resource, so that it is found the same way in every layout of a class path. It is
 * copied out once, and its digest is compared before every start.
 */
public final class EmbeddedEngine {

	private static final String FOLDER = "META-INF/shimmy4j/";

	private static final String DESCRIPTION = FOLDER + "embedded-engine.properties";

	private static final String PROGRAM = FOLDER + "embedded-engine.jar";

	/**
	 * The model lives outside the heap, which holds requests and answers only. The Java
	 * side does little, so that a second compiler would cost more than it brings.
	 */
	private static final List<String> JVM_OPTIONS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8",
			"-Dstderr.encoding=UTF-8");

	private final ClassLoader classPath;

	private final ServerVersion version;

	private final String sha256;

	private final Path directory;

	private final Path java;

	private final boolean copied;

	private EmbeddedEngine(ClassLoader classPath, ServerVersion version, String sha256, Path directory, Path java,
			boolean copied) {
		this.classPath = classPath;
		this.version = version;
		this.sha256 = sha256;
		this.directory = directory;
		this.java = java;
		this.copied = copied;
	}

	/**
	 * Looks for the engine on the class path of the application; copies nothing yet.
	 * @param binaries directory of managed binaries
	 * @return the engine, or empty if the class path has none
	 * @throws ShimmyException INTERNAL if it has one that is damaged
	 */
	public static Optional<EmbeddedEngine> find(Path binaries) {
		ClassLoader context = Thread.currentThread().getContextClassLoader();
		return find((context != null) ? context : EmbeddedEngine.class.getClassLoader(), binaries);
	}

	/**
	 * Looks for the engine on a class path; copies nothing yet.
	 * @param classPath where it may be
	 * @param binaries directory of managed binaries
	 * @return the engine, or empty if the class path has none
	 * @throws ShimmyException INTERNAL if it has one that is damaged
	 */
	public static Optional<EmbeddedEngine> find(ClassLoader classPath, Path binaries) {
		try (InputStream stream = classPath.getResourceAsStream(DESCRIPTION)) {
			if (stream == null) {
				return Optional.empty();
			}
			Properties description = new Properties();
			description.load(stream);
			String sha256 = description.getProperty("sha256", "");
			ServerVersion version = ServerVersion.fromOutput("shimmy " + description.getProperty("version"))
				.orElseThrow(() -> damaged("its version is " + description.getProperty("version"), null));
			return Optional.of(new EmbeddedEngine(classPath, version, sha256, binaries.resolve("embedded-engine"),
					launcherOf(Path.of(System.getProperty("java.home"))), true));
		}
		catch (IOException ex) {
			throw damaged(ex.toString(), ex);
		}
	}

	private static Path launcherOf(Path javaHome) {
		return javaHome.resolve("bin").resolve((File.separatorChar == '\\') ? "java.exe" : "java");
	}

	/**
	 * The same engine for those who only look: what it installs is described, and not
	 * copied out.
	 * @return an engine that leaves the disk as it is
	 */
	public EmbeddedEngine untouched() {
		return new EmbeddedEngine(this.classPath, this.version, this.sha256, this.directory, this.java, false);
	}

	/**
	 * Makes the engine ready to be started.
	 * @return a program whose digest was compared a moment ago
	 * @throws ShimmyException BINARY_NOT_EXECUTABLE if this JVM has no launcher;
	 * DIRECTORY_NOT_WRITABLE or DISK_FULL if the engine cannot be copied out
	 */
	public ShimmyBinary install() {
		if (!Files.isExecutable(this.java)) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
					"The embedded engine needs a Java launcher, and there is none at '%s'".formatted(this.java));
		}
		List<String> command = new ArrayList<>();
		command.add(this.java.toString());
		command.addAll(JVM_OPTIONS);
		Path jar = verifiedJar();
		// Not the system's: the application may have been told where it can write. The
		// engine hands llama.cpp paths in there, which may have no emoji either.
		Path temporaryFiles = Path.of(System.getProperty("java.io.tmpdir"));
		command.add("-Djava.io.tmpdir="
				+ (StartableDirectory.isStartable(temporaryFiles) ? temporaryFiles : jar.resolveSibling("")));
		command.add("-jar");
		command.add(jar.toString());
		return new ShimmyBinary(command, this.version, ServerCapabilities.EMBEDDED);
	}

	private Path verifiedJar() {
		StartableDirectory place = StartableDirectory.of(this.directory, Path.of(System.getProperty("java.io.tmpdir")));
		Path jar = place.path().resolve(this.version + "-" + this.sha256 + ".jar");
		try {
			if (this.copied) {
				place.create();
			}
			if (this.copied && !isIntact(jar)) {
				copyTo(jar);
			}
			return jar;
		}
		catch (IOException ex) {
			throw StorageFailure.of("The embedded engine cannot be copied to '%s'".formatted(jar), jar, ex);
		}
	}

	/**
	 * Whatever else has its name is replaced, also a stranger's copy, who could change it
	 * after this look; only a directory cannot be.
	 */
	private boolean isIntact(Path jar) throws IOException {
		try {
			OwnFile.require(jar);
			return this.sha256.equals(Sha256.of(jar));
		}
		catch (ForeignFileException | NoSuchFileException ex) {
			return false;
		}
	}

	private void copyTo(Path jar) throws IOException {
		Path copy = Files.createTempFile(jar.resolveSibling(""), "copy", ".jar");
		try (InputStream program = this.classPath.getResourceAsStream(PROGRAM)) {
			if (program == null) {
				throw damaged("its program is missing", null);
			}
			Files.copy(program, copy, StandardCopyOption.REPLACE_EXISTING);
			if (!this.sha256.equals(Sha256.of(copy))) {
				throw damaged("its SHA-256 is not the one it was packaged with", null);
			}
			Files.move(copy, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(copy);
		}
	}

	private static ShimmyException damaged(String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.INTERNAL,
				"The shimmy-embedded-engine on the class path is damaged: " + problem, cause);
	}

}
