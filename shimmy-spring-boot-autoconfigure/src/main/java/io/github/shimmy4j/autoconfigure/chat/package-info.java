/**
 * Spring AI's chat model on a shimmy server: checks of requests, choice of the server,
 * and checks of answers.
 */
@NullMarked
package io.github.shimmy4j.autoconfigure.chat;

import org.jspecify.annotations.NullMarked;
