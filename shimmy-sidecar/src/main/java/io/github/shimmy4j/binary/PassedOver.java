package io.github.shimmy4j.binary;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** Why each program that was looked at is not the one. */
final class PassedOver {

	private final List<String> reasons = new ArrayList<>();

	private final Set<ShimmyErrorCode> codes = EnumSet.noneOf(ShimmyErrorCode.class);

	/**
	 * Adds one.
	 * @param reason what speaks against it
	 * @param telling whether it is a server for certain, so that its reason may be that
	 * of all
	 */
	void add(ShimmyException reason, boolean telling) {
		this.reasons.add(reason.getMessage());
		this.codes.add(telling ? reason.code() : ShimmyErrorCode.BINARY_NOT_FOUND);
	}

	List<String> reasons() {
		return this.reasons;
	}

	/** One objection that all of them met says more than that there is none. */
	ShimmyErrorCode code() {
		return (this.codes.size() == 1) ? this.codes.iterator().next() : ShimmyErrorCode.BINARY_NOT_FOUND;
	}

	/** A clause for the end of a sentence. */
	@Override
	public String toString() {
		return this.reasons.isEmpty() ? "" : "; passed over: " + String.join("; ", this.reasons);
	}

}
