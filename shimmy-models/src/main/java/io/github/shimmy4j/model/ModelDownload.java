package io.github.shimmy4j.model;

import java.util.List;

import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * One file of a model that has to be fetched.
 *
 * @param place where it is to be, and what it must be
 * @param revision what its contents are known by at their source
 * @param license SPDX identifier, or the name by which the source knows the licence, or
 * several with commas between them, all of which apply; null if nobody has stated one
 * @param sources where it can be had, in the order to try; at least one
 */
public record ModelDownload(FilePlace place, String revision, @Nullable String license, List<SourceReference> sources) {

	public ModelDownload {
		sources = List.copyOf(sources);
		if (sources.isEmpty()) {
			throw new IllegalArgumentException("sources of '%s' is empty".formatted(place.wanted().name()));
		}
	}

	/**
	 * What the model is called.
	 * @return its name, in logs and failures
	 */
	public String name() {
		return this.place.wanted().name();
	}

}
