package io.github.shimmy4j.binary;

/**
 * What an honest archive of shimmy keeps within.
 *
 * @param entries how many members it may have
 * @param bytes how long it may be when it is unpacked
 */
record ArchiveLimits(int entries, long bytes) {

	/** A program, a licence and a readme; room for a whole distribution with CUDA. */
	static final ArchiveLimits USUAL = new ArchiveLimits(1000, 2L * 1024 * 1024 * 1024);

}
