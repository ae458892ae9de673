package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * Where a JVM finds the classes of a fake. Maven's build leaves a jar of them and a
 * class-data archive beside them, with which a fake starts in half the processor time.
 */
final class FakeClasses {

	private FakeClasses() {
	}

	/** Options of the JVM, the class path included. */
	static List<String> options() {
		Path compiled = location(FakeShimmyMain.class);
		Path packed = compiled.resolveSibling("fake-shimmy");
		Path archive = packed.resolve("fake-shimmy.jsa");
		Path jar = packed.resolve("fake-shimmy.jar");
		if (!isCurrent(archive, compiled)) {
			return List.of("-cp", classPath(compiled));
		}
		// The log would be warnings of another JVM's archive, which is then not used.
		return List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive, "-cp", classPath(jar));
	}

	/** Classes that an IDE has compiled since are newer. */
	private static boolean isCurrent(Path archive, Path compiled) {
		if (!Files.exists(archive) || !Files.isDirectory(compiled)) {
			return Files.exists(archive);
		}
		try (Stream<Path> files = Files.walk(compiled)) {
			long made = archive.toFile().lastModified();
			return files.allMatch((file) -> file.toFile().lastModified() <= made);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Must name the same jars in the same order as the build does for the archive. */
	private static String classPath(Path fake) {
		return Stream
			.concat(Stream.of(fake),
					Stream.of(JsonNode.class, JsonParser.class, JsonInclude.class).map(FakeClasses::location))
			.map(Path::toString)
			.collect(Collectors.joining(":"));
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("cannot tell where " + type.getName() + " was loaded from", ex);
		}
	}

}
