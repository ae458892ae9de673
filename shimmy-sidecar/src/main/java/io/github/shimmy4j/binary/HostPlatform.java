package io.github.shimmy4j.binary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Platform for which a program must have been built to run here.
 *
 * @param system {@code linux}, {@code macos}, {@code windows}, or Java's name of another
 * @param architecture {@code x86_64}, {@code aarch64}, or Java's name of another
 * @param glibc version of GNU's C library, or null if it is another or not known
 * @param musl whether the C library is musl
 */
record HostPlatform(String system, String architecture, @Nullable String glibc, boolean musl) {

	private static final List<String> LOADERS_OF_MUSL = List.of("x86_64", "aarch64");

	static HostPlatform current() {
		String system = system(System.getProperty("os.name", ""));
		String glibc = system.equals("linux") ? glibcVersion() : null;
		boolean musl = system.equals("linux") && glibc == null && LOADERS_OF_MUSL.stream()
			.anyMatch((architecture) -> Files.exists(Path.of("/lib/ld-musl-%s.so.1".formatted(architecture))));
		return new HostPlatform(system, architecture(System.getProperty("os.arch", "")), glibc, musl);
	}

	String name() {
		return this.system + "-" + this.architecture;
	}

	/** Output of {@code uname -sm}, where that exists. */
	String uname() {
		return switch (this.system) {
			case "linux" -> "Linux " + this.architecture;
			case "macos" -> "Darwin " + (this.architecture.equals("aarch64") ? "arm64" : this.architecture);
			default -> name();
		};
	}

	/** Whether GNU's C library is known to be older than needed. */
	boolean isGlibcOlderThan(String needed) {
		return this.glibc != null && compare(this.glibc, needed) < 0;
	}

	private static int compare(String one, String other) {
		String[] left = one.split("\\.");
		String[] right = other.split("\\.");
		for (int i = 0; i < Math.max(left.length, right.length); i++) {
			int difference = Integer.compare(number(left, i), number(right, i));
			if (difference != 0) {
				return difference;
			}
		}
		return 0;
	}

	private static int number(String[] parts, int index) {
		return (index < parts.length && parts[index].matches("\\d{1,6}")) ? Integer.parseInt(parts[index]) : 0;
	}

	private static String system(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		if (lower.startsWith("mac") || lower.startsWith("darwin")) {
			return "macos";
		}
		return lower.startsWith("windows") ? "windows" : lower;
	}

	private static String architecture(String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "amd64", "x86_64" -> "x86_64";
			case "arm64", "aarch64" -> "aarch64";
			default -> name.toLowerCase(Locale.ROOT);
		};
	}

	/** Calls gnu_get_libc_version(3), which only GNU's C library has. */
	private static @Nullable String glibcVersion() {
		try {
			return NativeLibrary.getProcess().getFunction("gnu_get_libc_version").invokeString(new Object[0], false);
		}
		catch (LinkageError ex) {
			return null;
		}
	}

}
