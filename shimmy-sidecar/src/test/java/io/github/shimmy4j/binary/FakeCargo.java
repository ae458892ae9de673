package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLauncher;

/**
 * A toolchain on a search path of its own, whose cargo is a script that takes the real
 * one's arguments, says what that one says, and puts a program where it would.
 *
 * @param tools folder of its programs
 */
record FakeCargo(Path tools) {

	/** Prints the crates that it compiles, as cargo does to a pipe. */
	static final String COMPILING = """
			echo '    Updating crates.io index' >&2
			echo ' Downloading crates ...' >&2
			echo '  Downloaded libc v0.2.177' >&2
			echo '  Installing shimmy v1.7.4' >&2
			echo '   Compiling libc v0.2.177' >&2
			echo '   Compiling shimmy-llama-cpp-sys-2 v0.1.123' >&2
			echo '   Compiling shimmy v1.7.4' >&2
			""";

	/** Puts the program there. */
	static final String INSTALLING = """
			mkdir -p "$root/bin"
			printf '#!/bin/sh\\necho shimmy %s\\n' "$version" > "$root/bin/shimmy"
			chmod +x "$root/bin/shimmy"
			echo '    Finished `release` profile [optimized] target(s) in 4m 31s' >&2
			""";

	/**
	 * All tools, and a cargo that does this; {@code $version} and {@code $root} are set.
	 */
	static FakeCargo doing(Path tools, String body) throws IOException {
		for (String name : List.of("cc", "clang", "llvm-config", "cmake")) {
			Programs.script(tools.resolve(name), "exit 0");
		}
		Programs.script(tools.resolve("cargo"), """
				echo "$@" >> '%s'
				while [ $# -gt 0 ]; do
				  case $1 in --version) version=$2 ;; --root) root=$2 ;; esac
				  shift
				done
				%s
				""".formatted(tools.resolve("calls"), body));
		return new FakeCargo(tools);
	}

	/** The environment in which it is found. */
	Map<String, String> environment() {
		return Map.of("PATH", this.tools + ":/usr/bin:/bin", "LIBCLANG_PATH", this.tools.toString(), "HOME",
				this.tools.resolve("no-home").toString(), "MARK", "passed on");
	}

	/** The arguments of each call. */
	List<String> calls() throws IOException {
		Path calls = this.tools.resolve("calls");
		return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
	}

	ProgramSource build() {
		return build(environment());
	}

	static ProgramSource build(Map<String, String> environment) {
		return new CargoBuild(new CommandRunner(ProcessLauncher.system()), environment, HostPlatform.current());
	}

	/** Installs with it; nothing can be downloaded. */
	BinaryInstaller installer(Path binaries) {
		return installer(binaries, build());
	}

	static BinaryInstaller installer(Path binaries, ProgramSource cargo) {
		return new BinaryInstaller(binaries, identity(),
				new Releases(Releases.builtIn(), HostPlatform.current(), () -> false), (release, file, progress) -> {
					throw new IOException("no network");
				}, cargo);
	}

	static BinaryIdentity identity() {
		return new BinaryIdentity(ProcessLauncher.system(), System.getenv());
	}

}
