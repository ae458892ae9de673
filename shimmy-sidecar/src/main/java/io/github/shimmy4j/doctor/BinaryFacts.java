package io.github.shimmy4j.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.binary.Suitability;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.launch.LaunchObjections;
import org.jspecify.annotations.Nullable;

/**
 * Which server would run.
 *
 * @param located the program, or null if none can
 * @param problem why none can, or null if one can
 * @param planned what the next start obtains then, or null if nothing
 */
record BinaryFacts(@Nullable LocatedBinary located, @Nullable ShimmyException problem,
		@Nullable InstallChoice planned) {

	static final String CHECK = "binary";

	static BinaryFacts gather(SidecarOptions options, ModelRegistry registry, AcceleratorDetector accelerators,
			BinaryLocator binaries) throws InterruptedException {
		LaunchObjections objections = new LaunchObjections(options.model(), registry, accelerators);
		// A model that nobody can serve speaks against no server: that is another check.
		Suitability suitability = (binary) -> objections.objection(binary).filter(BinaryFacts::isAboutTheServer);
		BinaryChoice choice = options.binary();
		try {
			return new BinaryFacts(binaries.find(choice, suitability), null, null);
		}
		catch (ShimmyException ex) {
			return new BinaryFacts(null, ex, binaries.obtains(choice, suitability) ? choice.install() : null);
		}
	}

	private static boolean isAboutTheServer(ShimmyException objection) {
		return objection.code() == ShimmyErrorCode.BINARY_INCOMPATIBLE
				|| objection.code() == ShimmyErrorCode.UNSUPPORTED_MODEL;
	}

	Optional<LocatedBinary> server() {
		return Optional.ofNullable(this.located);
	}

	Finding finding() {
		if (this.located == null) {
			if (this.planned != null) {
				return Finding.warn(CHECK,
						"No server is here yet: the next start is to obtain shimmy %s (shimmy.binary.install=%s), which may "
							.formatted(this.planned.version(), this.planned.how().name().toLowerCase(Locale.ROOT))
								+ "take minutes",
						"Start the server once where the network reaches what that needs, or set shimmy.shimmy-path to "
								+ "a shimmy that is here.");
			}
			return (this.problem != null) ? Finding.fail(CHECK, this.problem.getMessage(), remedy(this.problem.code()))
					: Finding.fail(CHECK, "There is no server", remedy(ShimmyErrorCode.BINARY_NOT_FOUND));
		}
		ShimmyBinary binary = this.located.binary();
		String runs = "%s %s would run: %s".formatted(binary.capabilities().generation(), binary.version(),
				program(binary.command()));
		return this.located.skipped().isEmpty() ? Finding.ok(CHECK, runs)
				: Finding.warn(CHECK, runs + "; passed over: " + String.join("; ", this.located.skipped()),
						"Take what was passed over off the PATH, or name the program to run in shimmy.shimmy-path.");
	}

	/** Without the options of a JVM, which say nothing here. */
	private static String program(List<String> command) {
		String last = command.get(command.size() - 1);
		return (command.size() == 1) ? "'%s'".formatted(last) : "'%s' by '%s'".formatted(last, command.get(0));
	}

	private static String remedy(ShimmyErrorCode code) {
		return switch (code) {
			case BINARY_NOT_FOUND -> "Add the dependency io.github.shimmy4j:shimmy-embedded-engine, "
					+ "set shimmy.shimmy-path to a shimmy, or let the application build one: "
					+ "shimmy.binary.install=cargo.";
			case BINARY_NOT_EXECUTABLE ->
				"Point shimmy.shimmy-path at the program itself, " + "and let this user execute it with chmod u+x.";
			case BINARY_INCOMPATIBLE -> "Run it with --version and read what it says, or add the dependency "
					+ "io.github.shimmy4j:shimmy-embedded-engine, which needs no GPU.";
			case UNSUPPORTED_MODEL ->
				"Set shimmy.model to a model that the server runs, or choose one of the " + "servers that are named.";
			default -> "Read what docs/errors.md says of %s.".formatted(code);
		};
	}

}
