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
import io.github.shimmy4j.storage.StartableDirectory;
import io.github.shimmy4j.storage.StorageFailure;
import org.jspecify.annotations.Nullable;

/**
 * The engine of {@code shimmy-embedded-engine}: an executable jar that is a resource, so
 * that it is found in every layout of a class path. It is copied to the disk once, and
 * its digest is compared before every start.
 */
public final class EmbeddedEngine {

	private static final String FOLDER = "META-INF/shimmy4j/";

	private static final String DESCRIPTION = FOLDER + "embedded-engine.properties";

	private static final String PROGRAM = FOLDER + "embedded-engine.jar";

	/**
	 * The heap holds only requests and answers, not the model. The Java code does little
	 * work, so C2 would cost more than it saves.
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
	 * Finds the engine on the class path of the application; copies nothing yet.
	 * @param binaries directory of managed binaries
	 * @return the engine, or empty if the class path has none
	 * @throws ShimmyException INTERNAL if it has one that is damaged
	 */
	public static Optional<EmbeddedEngine> find(Path binaries) {
		ClassLoader context = Thread.currentThread().getContextClassLoader();
		return find((context != null) ? context : EmbeddedEngine.class.getClassLoader(), binaries);
	}

	/**
	 * Finds the engine on a class path; copies nothing yet.
	 * @param classPath class path to search
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
	 * This engine for examinations: {@link #install()} describes the program without
	 * copying it.
	 * @return an engine that does not change the disk
	 */
	public EmbeddedEngine untouched() {
		return new EmbeddedEngine(this.classPath, this.version, this.sha256, this.directory, this.java, false);
	}

	/**
	 * Copies the engine to the disk unless it is there.
	 * @return a program with a verified digest
	 * @throws ShimmyException BINARY_NOT_EXECUTABLE if this JVM has no launcher;
	 * DIRECTORY_NOT_WRITABLE or DISK_FULL if the engine cannot be copied
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
		// The application's own setting, since it may be the only writable directory. The
		// engine passes paths in it to llama.cpp, which supports no emoji either.
		Path temporaryFiles = Path.of(System.getProperty("java.io.tmpdir"));
		command.add("-Djava.io.tmpdir="
				+ (StartableDirectory.isStartable(temporaryFiles) ? temporaryFiles : jar.resolveSibling("")));
		command.add("-jar");
		command.add(jar.toString());
		return new ShimmyBinary(command, this.version, ServerCapabilities.EMBEDDED, null);
	}

	private Path verifiedJar() {
		StartableDirectory place = StartableDirectory.of("the embedded engine", this.directory,
				Path.of(System.getProperty("java.io.tmpdir")));
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

	/** False for a copy of another user, who could change it after this check. */
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
