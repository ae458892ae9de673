package io.github.shimmy4j.autoconfigure;

/**
 * Application event: bytes of a model have arrived. Published at most four times a
 * second, and with the last byte.
 *
 * @param transferredBytes bytes so far; begins again when another source is tried
 * @param totalBytes bytes expected, or -1 where that is not known yet
 * @param source where they come from, in words
 */
public record ModelTransferEvent(long transferredBytes, long totalBytes, String source) {
}
