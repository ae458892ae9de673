/**
 * A conversation and its answer, in no protocol's words: what every protocol is
 * translated into and out of.
 */
@NullMarked
package io.github.shimmy4j.protocol.conversation;

import org.jspecify.annotations.NullMarked;
