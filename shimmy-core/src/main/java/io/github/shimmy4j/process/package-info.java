/**
 * Child processes: how one is described, started, listened to and stopped.
 */
@NullMarked
package io.github.shimmy4j.process;

import org.jspecify.annotations.NullMarked;
