package io.github.shimmy4j.autoconfigure;

/**
 * Application event: bytes of a model have arrived. Published at most four times a second
 * and after the last byte.
 *
 * @param transferredBytes bytes so far; starts again when another source is tried
 * @param totalBytes bytes expected, or -1 while unknown
 * @param source description of the source
 */
public record ModelTransferEvent(long transferredBytes, long totalBytes, String source) {
}
