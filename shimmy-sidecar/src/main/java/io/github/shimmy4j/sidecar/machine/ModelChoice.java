package io.github.shimmy4j.sidecar.machine;

import io.github.shimmy4j.model.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * The model of the present launch, or of the next one where there is none; and the one
 * that is to come after it. Models are known by values as of {@code shimmy.model}.
 */
final class ModelChoice {

	private String present;

	private @Nullable String next;

	ModelChoice(String present) {
		this.present = present;
	}

	String present() {
		return this.present;
	}

	void present(String model) {
		this.present = model;
	}

	void next(@Nullable String model) {
		this.next = model;
	}

	/** Stable name of the present model. */
	String name() {
		return ModelFile.nameOf(this.present);
	}

	/** Stable name of the one that is to come, or null if none is. */
	@Nullable String nextName() {
		return (this.next != null) ? ModelFile.nameOf(this.next) : null;
	}

}
