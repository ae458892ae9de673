package io.github.shimmy4j.protocol.field;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.text.PrintableText;

/**
 * The fields of a request that were not obeyed. Their paths leave out the indexes of
 * lists: {@code messages[].name}.
 *
 * @param unknown fields that the protocol does not have, the first ones
 * @param withoutEffect fields that have no effect here
 */
public record FieldReport(List<String> unknown, List<String> withoutEffect) {

	public FieldReport {
		unknown = List.copyOf(unknown);
		withoutEffect = List.copyOf(withoutEffect);
	}

	/** Collects the fields of one request. */
	public static final class Collector {

		/** A hostile request may have a million. */
		private static final int MOST = 32;

		private final Set<String> unknown = new LinkedHashSet<>();

		private final Set<String> withoutEffect = new LinkedHashSet<>();

		void unknown(String path) {
			add(path, this.unknown);
		}

		void withoutEffect(String path) {
			add(path, this.withoutEffect);
		}

		private static void add(String path, Collection<String> paths) {
			if (paths.size() < MOST) {
				paths.add(PrintableText.of(path, PrintableText.NAME_LENGTH));
			}
		}

		/** The fields so far. */
		public FieldReport report() {
			return new FieldReport(List.copyOf(this.unknown), List.copyOf(this.withoutEffect));
		}

	}

}
