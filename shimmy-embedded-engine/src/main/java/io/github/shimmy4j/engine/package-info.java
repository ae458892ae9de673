/**
 * The embedded engine's command line: a program that runs one model and speaks as shimmy
 * does.
 */
@NullMarked
package io.github.shimmy4j.engine;

import org.jspecify.annotations.NullMarked;
