package io.github.shimmy4j.fake;

/**
 * One message of a chat.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content the text; parts joined by newlines
 */
record ChatMessage(String role, String content) {

	boolean isFromUser() {
		return "user".equals(this.role);
	}

}
