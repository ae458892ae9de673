/**
 * How far something is that takes long, told to listeners, terminals, logs and whoever
 * waits for it.
 */
@NullMarked
package io.github.shimmy4j.progress;

import org.jspecify.annotations.NullMarked;
