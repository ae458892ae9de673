package io.github.shimmy4j.sidecar.machine;

import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * The model of the present launch, or of the next one where there is none; and the one
 * that is to come after it.
 */
final class ModelChoice {

	private ModelReference present;

	private @Nullable ModelReference next;

	ModelChoice(ModelReference present) {
		this.present = present;
	}

	ModelReference present() {
		return this.present;
	}

	void present(ModelReference model) {
		this.present = model;
	}

	void next(@Nullable ModelReference model) {
		this.next = model;
	}

	/** Stable name of the present model. */
	String name() {
		return this.present.name();
	}

	/** Stable name of the one that is to come, or null if none is. */
	@Nullable String nextName() {
		return (this.next != null) ? this.next.name() : null;
	}

}
