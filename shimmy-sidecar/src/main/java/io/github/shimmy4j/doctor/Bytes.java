package io.github.shimmy4j.doctor;

import java.util.Locale;

/** Formats sizes for people. */
final class Bytes {

	static final long MEBIBYTE = 1L << 20;

	private static final double GIBIBYTE = 1L << 30;

	private Bytes() {
	}

	static String of(long bytes) {
		return (bytes < GIBIBYTE) ? String.format(Locale.ROOT, "%d MiB", (bytes + MEBIBYTE - 1) / MEBIBYTE)
				: String.format(Locale.ROOT, "%.1f GiB", bytes / GIBIBYTE);
	}

}
