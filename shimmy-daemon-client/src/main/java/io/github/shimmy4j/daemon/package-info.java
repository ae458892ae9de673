/**
 * This user's daemon, as its clients see it: the file that tells where it is, the proof
 * that it is ours, its start, and its requests.
 */
@NullMarked
package io.github.shimmy4j.daemon;

import org.jspecify.annotations.NullMarked;
