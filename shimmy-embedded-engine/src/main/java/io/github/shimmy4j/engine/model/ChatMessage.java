package io.github.shimmy4j.engine.model;

/**
 * One message of a chat.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content plain text
 */
public record ChatMessage(String role, String content) {

}
