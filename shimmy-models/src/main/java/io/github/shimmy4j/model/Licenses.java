package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model be fetched if its licence asks for nothing, or if somebody has accepted
 * it. What was accepted is kept for each model and version.
 */
final class Licenses {

	private static final PrintableLogger logger = PrintableLogger.of(Licenses.class);

	/**
	 * Licences that bind nobody who only runs a model, by their SPDX identifiers in lower
	 * case, which Hugging Face uses too.
	 */
	private static final Set<String> PERMISSIVE = Set.of("apache-2.0", "mit", "mit-0", "bsd-2-clause", "bsd-3-clause",
			"bsd-3-clause-clear", "isc", "zlib", "bsl-1.0", "0bsd", "unlicense", "wtfpl", "cc0-1.0", "cc-by-4.0",
			"cc-by-3.0", "cc-by-2.0", "cc-by-sa-4.0", "cc-by-sa-3.0", "ms-pl", "ncsa", "postgresql", "afl-3.0",
			"ecl-2.0", "artistic-2.0", "cdla-permissive-1.0", "cdla-permissive-2.0", "odc-by", "pddl");

	private final Path directory;

	private final Set<String> accepted;

	private final Clock clock;

	Licenses(Path models, Set<String> accepted, Clock clock) {
		this.directory = models.resolve("licenses");
		this.accepted = accepted.stream()
			.map((each) -> each.strip().toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
		this.clock = clock;
	}

	/** Throws LICENSE_NOT_ACCEPTED, with nothing fetched yet. */
	void require(ModelDownload model, @Nullable String url) {
		String license = model.license();
		if (license == null) {
			logger.info("Nobody says which licence model '{}' has; it was asked for by its address", model.name());
			return;
		}
		List<String> binding = unlessIn(PERMISSIVE, List.of(license.strip().split("\\s*,\\s*", -1)));
		if (binding.isEmpty() || wasAccepted(model, license)) {
			return;
		}
		List<String> missing = unlessIn(this.accepted, binding);
		if (!missing.isEmpty()) {
			String names = String.join(",", missing);
			throw new ShimmyException(ShimmyErrorCode.LICENSE_NOT_ACCEPTED,
					"Model '%s' has the licence '%s'%s, which nobody here has accepted, so nothing was fetched; "
						.formatted(model.name(), names, (url != null) ? " (" + url + ")" : "")
							+ "to accept it, add %s to the %s".formatted(names, Setting.ACCEPTED_LICENSES.words()));
		}
		keep(model, license);
	}

	private static List<String> unlessIn(Set<String> known, List<String> licenses) {
		return licenses.stream().filter((each) -> !known.contains(each.toLowerCase(Locale.ROOT))).toList();
	}

	private boolean wasAccepted(ModelDownload model, String license) {
		JsonFile<Consent> file = file(model);
		try {
			Optional<Consent> consent = OwnFile.exists(file.path()) ? file.read() : Optional.empty();
			return consent.isPresent() && consent.get().license().equalsIgnoreCase(license)
					&& consent.get().revision().equals(model.revision());
		}
		catch (IOException ex) {
			logger.warn("'{}' cannot be read, so nobody knows what was accepted", file.path(), ex);
			return false;
		}
	}

	private void keep(ModelDownload model, String license) {
		try {
			OwnerOnly.createDirectory(this.directory);
			file(model).write(new Consent(model.name(), model.revision(), license, this.clock.instant().toString(),
					Setting.ACCEPTED_LICENSES.words()));
			logger.info("Licence '{}' of model '{}' is in the {}", license, model.name(),
					Setting.ACCEPTED_LICENSES.words());
		}
		catch (IOException ex) {
			throw StorageFailure.of("It cannot be kept in '%s' that a licence was accepted".formatted(this.directory),
					this.directory, ex);
		}
	}

	private JsonFile<Consent> file(ModelDownload model) {
		return new JsonFile<>(this.directory.resolve("%s@%s.json".formatted(model.name(), model.revision())),
				Consent.class);
	}

	/**
	 * That somebody accepted the licence of a model.
	 *
	 * @param model name of the model
	 * @param revision version of the model
	 * @param license what was accepted
	 * @param at when, as ISO 8601 writes it
	 * @param by how it was said
	 */
	private record Consent(String model, String revision, String license, String at, String by) {
	}

}
