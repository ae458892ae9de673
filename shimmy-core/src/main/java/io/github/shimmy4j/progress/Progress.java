package io.github.shimmy4j.progress;

import java.util.Locale;

/**
 * How far a download or a build is.
 *
 * @param unit what is counted
 * @param done units so far; starts again when another source is tried
 * @param total units expected, or {@link #UNKNOWN_TOTAL}
 * @param detail source of the bytes, or the crate that was begun last
 */
public record Progress(Unit unit, long done, long total, String detail) {

	/** Total of work whose size is not known beforehand, such as a build. */
	public static final long UNKNOWN_TOTAL = -1;

	private static final double BYTES_PER_MEGABYTE = 1_000_000;

	/**
	 * Makes the progress of a transfer.
	 * @param done bytes so far
	 * @param total bytes expected, or {@link #UNKNOWN_TOTAL}
	 * @param source name of the source, for a person
	 * @return a progress in bytes
	 */
	public static Progress ofBytes(long done, long total, String source) {
		return new Progress(Unit.BYTES, done, total, source);
	}

	/** Whether nothing is left to do. */
	boolean ended() {
		return this.done == this.total;
	}

	/** A size for logs and terminals: megabytes with one decimal place. */
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

	/** The unit of a progress. */
	public enum Unit {

		/** Bytes that have arrived. */
		BYTES,

		/** Crates whose compilation has begun. */
		CRATES

	}

}
