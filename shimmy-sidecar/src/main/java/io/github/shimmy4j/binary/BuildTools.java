package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.SearchPath;
import io.github.shimmy4j.storage.Listing;

/**
 * Finds the programs that a build of shimmy needs, before the build, which would fail
 * minutes later and with a less helpful message.
 */
final class BuildTools {

	/** Directories in which distributions install libclang, perhaps in a subdirectory. */
	private static final List<String> LIBRARIES = List.of("/usr/lib", "/usr/lib64", "/usr/local/lib",
			"/usr/local/lib64", "/usr/local", "/opt");

	private final Map<String, String> environment;

	private final HostPlatform platform;

	BuildTools(Map<String, String> environment, HostPlatform platform) {
		this.environment = environment;
		this.platform = platform;
	}

	/** Returns cargo. Throws INSTALL_FAILED with all missing tools and their packages. */
	Path requireFor(ServerVersion version) {
		Optional<Path> cargo = find("cargo");
		List<String> missing = new ArrayList<>();
		if (cargo.isEmpty()) {
			missing.add("cargo (Rust, from https://rustup.rs)");
		}
		if (!this.platform.system().equals("windows") && !isSet("CC") && find("cc").isEmpty()) {
			missing.add("cc (" + compilerPackage() + ")");
		}
		// It contains llama.cpp, and libclang generates the bindings.
		if (version.major() == 1) {
			addMissingOfLlama(missing);
		}
		if (!missing.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"Shimmy %s cannot be built on this machine, which lacks %s".formatted(version,
							String.join(", ", missing)));
		}
		return cargo.orElseThrow();
	}

	private void addMissingOfLlama(List<String> missing) {
		if (find("cmake").isEmpty()) {
			missing.add("cmake (package cmake)");
		}
		if (isSet("LIBCLANG_PATH")) {
			return;
		}
		if (find("clang").isEmpty()) {
			missing.add("clang (%s)".formatted(isMac() ? compilerPackage() : "package clang"));
		}
		if (this.platform.system().equals("linux") && find("llvm-config").isEmpty() && !hasLibclang()) {
			missing.add("libclang (package libclang-dev, or its folder in LIBCLANG_PATH)");
		}
	}

	private boolean isMac() {
		return this.platform.system().equals("macos");
	}

	private String compilerPackage() {
		return isMac() ? "xcode-select --install" : "package build-essential";
	}

	private boolean isSet(String variable) {
		return !this.environment.getOrDefault(variable, "").isBlank();
	}

	/** Finds a program; cargo also in the directory of rustup, often not on PATH. */
	private Optional<Path> find(String program) {
		List<String> more = program.equals("cargo") ? List.of(this.environment.getOrDefault("CARGO_HOME", "") + "/bin",
				this.environment.getOrDefault("HOME", this.environment.getOrDefault("USERPROFILE", "")) + "/.cargo/bin")
				: List.of();
		return SearchPath.of(this.environment).and(more).find(program, program + ".exe");
	}

	private boolean hasLibclang() {
		return Stream
			.concat(LIBRARIES.stream().map(Path::of).flatMap(BuildTools::withFolders),
					SearchPath.of(List.of(this.environment.getOrDefault("LD_LIBRARY_PATH", "").split(":")))
						.directories()
						.stream())
			.anyMatch(BuildTools::holdsLibclang);
	}

	/** The directory, its subdirectories, and their {@code lib}, as in llvm-14/lib. */
	private static Stream<Path> withFolders(Path directory) {
		return Stream.concat(Stream.of(directory),
				entries(directory, "*").stream().flatMap((folder) -> Stream.of(folder, folder.resolve("lib"))));
	}

	private static boolean holdsLibclang(Path directory) {
		return !entries(directory, "libclang{.so*,-[0-9]*.so*}").isEmpty();
	}

	private static List<Path> entries(Path directory, String pattern) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try {
			return Listing.of(directory, pattern);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
