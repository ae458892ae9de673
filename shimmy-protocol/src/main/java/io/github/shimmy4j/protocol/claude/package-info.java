/**
 * Claude's protocol, both ways: requests and answers as conversations and their deltas,
 * and conversations and deltas as requests and answers.
 */
@NullMarked
package io.github.shimmy4j.protocol.claude;

import org.jspecify.annotations.NullMarked;
