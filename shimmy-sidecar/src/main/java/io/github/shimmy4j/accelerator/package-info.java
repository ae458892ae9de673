/**
 * What computes: the device that was asked for, the one that this machine would be good
 * for, and the one that a server really uses.
 */
@NullMarked
package io.github.shimmy4j.accelerator;

import org.jspecify.annotations.NullMarked;
