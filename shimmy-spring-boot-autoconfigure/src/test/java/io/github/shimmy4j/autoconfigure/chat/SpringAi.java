package io.github.shimmy4j.autoconfigure.chat;

import org.springframework.ai.openai.OpenAiChatModel;

/** Differences between the supported versions of Spring AI. */
final class SpringAi {

	private SpringAi() {
	}

	/** The chunks of 2.0.0 do not have the thinking; its whole answers do. */
	static boolean streamsThinking() {
		return !"2.0.0".equals(OpenAiChatModel.class.getPackage().getImplementationVersion());
	}

}
