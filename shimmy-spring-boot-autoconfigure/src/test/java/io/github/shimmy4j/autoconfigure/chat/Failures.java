package io.github.shimmy4j.autoconfigure.chat;

import io.github.shimmy4j.failure.ShimmyException;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Failures as callers catch them. */
final class Failures {

	private Failures() {
	}

	static ShimmyException ofCall(FakeChat chat, String question) {
		return catchThrowableOfType(ShimmyException.class, () -> chat.client().prompt(question).call().content());
	}

	static ShimmyException ofCall(FakeChat chat, Prompt prompt) {
		return catchThrowableOfType(ShimmyException.class, () -> chat.model().call(prompt));
	}

	static ShimmyException ofStream(FakeChat chat, String question) {
		return catchThrowableOfType(ShimmyException.class,
				() -> chat.client().prompt(question).stream().content().blockLast());
	}

}
