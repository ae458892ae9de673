package io.github.shimmy4j.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.binary.Suitability;
import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.launch.ServerObjections;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the server that would run.
 *
 * @param located the program, or null if none suits
 * @param problem why none suits, or null if one does
 * @param planned server that the next start obtains then, or null
 */
record BinaryFacts(@Nullable LocatedBinary located, @Nullable ShimmyException problem,
		@Nullable InstallChoice planned) {

	static final String CHECK = "binary";

	static BinaryFacts gather(SidecarOptions options, ModelRegistry registry, ServerObjections objections,
			BinaryLocator binaries) throws InterruptedException {
		Optional<ModelLocation> model = locate(registry, options.model());
		BinaryChoice choice = options.binary();
		try {
			BinaryFacts facts = objections.search(
					(server) -> model.flatMap((location) -> location.objection(server))
						.filter(BinaryFacts::isAboutTheServer),
					(suitability) -> foundOrPlanned(binaries, choice, suitability));
			return facts.server()
				.flatMap((found) -> objections.toNamed(found.binary()))
				.map((objection) -> new BinaryFacts(null, objection, null))
				.orElse(facts);
		}
		catch (ShimmyException ex) {
			return new BinaryFacts(null, ex, null);
		}
	}

	private static BinaryFacts foundOrPlanned(BinaryLocator binaries, BinaryChoice choice, Suitability suitability)
			throws InterruptedException {
		try {
			return new BinaryFacts(binaries.find(choice, suitability), null, null);
		}
		catch (ShimmyException ex) {
			if (binaries.obtains(choice, suitability)) {
				return new BinaryFacts(null, ex, choice.install());
			}
			throw ex;
		}
	}

	/** Empty for a model that cannot be found, which is the subject of another check. */
	private static Optional<ModelLocation> locate(ModelRegistry registry, ModelReference model) {
		try {
			return Optional.of(registry.locate(model));
		}
		catch (ShimmyException ex) {
			return Optional.empty();
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
						"No server is here yet: the next start is to obtain %s by '%s', which may take minutes"
							.formatted(this.planned.version().words(),
									this.planned.how().name().toLowerCase(Locale.ROOT)),
						Remedy.of("Start the server once with access to the network, or set %s to an installed server.",
								Setting.BINARY));
			}
			return (this.problem != null) ? Finding.fail(CHECK, this.problem.getMessage(), this.problem.remedy())
					: Finding.fail(CHECK, "There is no server", ShimmyErrorCode.BINARY_NOT_FOUND.remedy());
		}
		ShimmyBinary binary = this.located.binary();
		String runs = "%s %s would run: %s%s".formatted(binary.capabilities().kind(), binary.version(),
				program(binary.command()), this.located.faster().map(". %s"::formatted).orElse(""));
		return this.located.skipped().isEmpty() ? Finding.ok(CHECK, runs)
				: Finding.warn(CHECK, runs + "; passed over: " + String.join("; ", this.located.skipped()),
						Remedy.of(
								"Remove the programs that were passed over from PATH, or set %s to the program to run.",
								Setting.BINARY));
	}

	/** The program, without the options of a JVM. */
	private static String program(List<String> command) {
		String last = command.get(command.size() - 1);
		return (command.size() == 1) ? "'%s'".formatted(last) : "'%s' by '%s'".formatted(last, command.get(0));
	}

}
