/**
 * Spring AI's chat model on a shimmy server: what a request may ask, where it goes, and
 * when its answer is whole.
 */
@NullMarked
package io.github.shimmy4j.autoconfigure.chat;

import org.jspecify.annotations.NullMarked;
