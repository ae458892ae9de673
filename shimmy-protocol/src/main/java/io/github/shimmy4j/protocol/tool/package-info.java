/**
 * Tools on servers that can only follow a JSON schema: describes the tools in a message,
 * makes a schema that allows a text or calls, and reads the calls from the answer.
 */
@NullMarked
package io.github.shimmy4j.protocol.tool;

import org.jspecify.annotations.NullMarked;
