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
 * Allows a download if the licence of the model is permissive or was accepted. Accepted
 * licences are stored for each model and version.
 */
final class Licenses {

	private static final PrintableLogger logger = PrintableLogger.of(Licenses.class);

	/**
	 * SPDX identifiers, in lower case, of licences that do not restrict running a model.
	 * Hugging Face uses the same identifiers.
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

	/** Throws LICENSE_NOT_ACCEPTED, or stores that the licence is accepted. */
	void requireAccepted(ModelDownload model, @Nullable String url) {
		String license = model.license();
		if (license == null) {
			logger.info("No licence is stated for a model that was named by its address: '{}'", model.name());
			return;
		}
		List<String> restrictive = without(PERMISSIVE, List.of(license.strip().split("\\s*,\\s*", -1)));
		if (restrictive.isEmpty() || wasAccepted(model, license)) {
			return;
		}
		List<String> missing = without(this.accepted, restrictive);
		if (!missing.isEmpty()) {
			String names = String.join(",", missing);
			throw new ShimmyException(ShimmyErrorCode.LICENSE_NOT_ACCEPTED,
					"Model '%s' has the licence '%s'%s, which has not been accepted, so nothing was fetched; "
						.formatted(model.name(), names, (url != null) ? " (" + url + ")" : "")
							+ "to accept it, add %s to the %s".formatted(names, Setting.ACCEPTED_LICENSES.words()));
		}
		store(model, license);
	}

	private static List<String> without(Set<String> known, List<String> licenses) {
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
			logger.warn("Acceptance of a licence cannot be read and does not count: '{}'", file.path(), ex);
			return false;
		}
	}

	private void store(ModelDownload model, String license) {
		try {
			OwnerOnly.createDirectory(this.directory);
			file(model).write(new Consent(model.name(), model.revision(), license, this.clock.instant().toString(),
					Setting.ACCEPTED_LICENSES.words()));
			logger.info("Licence '{}' of model '{}' is accepted by the {}", license, model.name(),
					Setting.ACCEPTED_LICENSES.words());
		}
		catch (IOException ex) {
			throw StorageFailure.of("The acceptance of a licence cannot be stored in '%s'".formatted(this.directory),
					this.directory, ex);
		}
	}

	private JsonFile<Consent> file(ModelDownload model) {
		return new JsonFile<>(this.directory.resolve("%s@%s.json".formatted(model.name(), model.revision())),
				Consent.class);
	}

	/** The acceptance of a licence, at a time in the form of ISO 8601, by a setting. */
	private record Consent(String model, String revision, String license, String at, String by) {
	}

}
