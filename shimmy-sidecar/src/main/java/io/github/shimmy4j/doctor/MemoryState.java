package io.github.shimmy4j.doctor;

/**
 * Memory that this process and its children may use.
 *
 * @param availableBytes what is left now, caches that can be dropped included
 * @param totalBytes what there is in all
 * @param ofGroup whether a control group, such as a container's, sets these bounds
 */
record MemoryState(long availableBytes, long totalBytes, boolean ofGroup) {
}
