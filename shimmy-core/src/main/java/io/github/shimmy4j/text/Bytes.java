package io.github.shimmy4j.text;

import java.util.Locale;

/** Formats sizes in bytes for people. */
public final class Bytes {

	/** Bytes of a mebibyte. */
	public static final long MEBIBYTE = 1L << 20;

	private static final double KIBIBYTE = 1L << 10;

	private static final double GIBIBYTE = 1L << 30;

	private Bytes() {
	}

	/**
	 * Formats a size.
	 * @param bytes size in bytes, not negative
	 * @return such as {@code 22.5 KiB}, {@code 180 MiB} (rounded up) or {@code 1.5 GiB}
	 */
	public static String of(long bytes) {
		if (bytes < MEBIBYTE) {
			return String.format(Locale.ROOT, "%.1f KiB", bytes / KIBIBYTE);
		}
		return (bytes < GIBIBYTE) ? String.format(Locale.ROOT, "%d MiB", (bytes + MEBIBYTE - 1) / MEBIBYTE)
				: String.format(Locale.ROOT, "%.1f GiB", bytes / GIBIBYTE);
	}

}
