package io.github.shimmy4j.progress;

import java.util.Locale;

/**
 * How far something is that takes long: a download or a build.
 *
 * @param unit what is counted
 * @param done how many there are so far; the count starts again when another source is
 * tried
 * @param total how many there will be, or {@link #UNKNOWN_TOTAL}
 * @param detail where the bytes come from, or the last of the crates
 */
public record Progress(Unit unit, long done, long total, String detail) {

	/** Total that nobody knows beforehand, such as that of a build. */
	public static final long UNKNOWN_TOTAL = -1;

	private static final double BYTES_PER_MEGABYTE = 1_000_000;

	/**
	 * The progress of a transfer.
	 * @param done bytes so far
	 * @param total bytes expected, or {@link #UNKNOWN_TOTAL}
	 * @param source where they come from, in words
	 * @return a progress in bytes
	 */
	public static Progress ofBytes(long done, long total, String source) {
		return new Progress(Unit.BYTES, done, total, source);
	}

	/** Whether there is nothing more to come. */
	boolean ended() {
		return this.done == this.total;
	}

	/**
	 * A size as logs and terminals show it.
	 * @param bytes the size
	 * @return megabytes with one decimal place
	 */
	public static String megabytes(long bytes) {
		return String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MEGABYTE);
	}

	@Override
	public String toString() {
		if (this.unit == Unit.CRATES) {
			return "%d crates begun, the last %s,".formatted(this.done, this.detail);
		}
		return (this.total <= 0) ? "%s MB from %s".formatted(megabytes(this.done), this.detail)
				: "%s of %s MB (%d %%) from %s".formatted(megabytes(this.done), megabytes(this.total),
						100 * this.done / this.total, this.detail);
	}

	/** What is counted. */
	public enum Unit {

		/** Bytes that have arrived. */
		BYTES,

		/** Crates whose compilation has begun. */
		CRATES

	}

}
