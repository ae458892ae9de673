package io.github.shimmy4j.doctor;

import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the parts.
 *
 * @param shimmy4j version of this library, or null if it was not packaged
 * @param java version and maker of Java
 * @param system operating system with its version and processor
 * @param server server that runs or would run, or null if there is none
 */
record VersionFacts(@Nullable String shimmy4j, String java, String system, @Nullable String server) {

	static final String CHECK = "versions";

	static VersionFacts ofThisMachine(@Nullable LocatedBinary located, @Nullable SidecarSnapshot running) {
		return new VersionFacts(VersionFacts.class.getPackage().getImplementationVersion(),
				"%s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vendor")),
				"%s %s on %s".formatted(System.getProperty("os.name"), System.getProperty("os.version"),
						System.getProperty("os.arch")),
				server(located, running));
	}

	private static @Nullable String server(@Nullable LocatedBinary located, @Nullable SidecarSnapshot running) {
		if (running != null && running.version() != null) {
			return "%s %s, which runs".formatted(running.server(), running.version());
		}
		return (located == null) ? null
				: "%s %s".formatted(located.binary().capabilities().kind(), located.binary().version());
	}

	Finding finding() {
		String message = "shimmy4j %s, Java %s, %s, %s".formatted(
				(this.shimmy4j != null) ? this.shimmy4j : "(not packaged)", this.java, this.system,
				(this.server != null) ? "server " + this.server : "no server");
		return this.system.startsWith("Linux") ? Finding.ok(CHECK, message)
				: Finding.warn(CHECK, message + "; shimmy4j was tried on Linux only",
						Remedy.of("Read what docs/operations.md says of this system."));
	}

}
