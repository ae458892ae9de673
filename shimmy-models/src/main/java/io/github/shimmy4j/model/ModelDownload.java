package io.github.shimmy4j.model;

import java.util.List;

import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * One file of a model that has to be downloaded.
 *
 * @param place place and expected content of the file
 * @param revision revision of the content at its source
 * @param license SPDX identifier or the source's name of the licence; of several,
 * separated by commas, all apply; null if none is stated
 * @param sources at least one, in the order to try
 */
public record ModelDownload(FilePlace place, String revision, @Nullable String license, List<SourceReference> sources) {

	public ModelDownload {
		sources = List.copyOf(sources);
		if (sources.isEmpty()) {
			throw new IllegalArgumentException("sources of '%s' is empty".formatted(place.wanted().name()));
		}
	}

	/**
	 * Name of the model in logs and failures.
	 * @return the name
	 */
	public String name() {
		return this.place.wanted().name();
	}

}
