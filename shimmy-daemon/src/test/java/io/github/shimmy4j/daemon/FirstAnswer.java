package io.github.shimmy4j.daemon;

import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.CompletionRequest;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The example of docs/daemon.md: from nothing to a streamed answer. */
public final class FirstAnswer {

	private FirstAnswer() {
	}

	/** Prints an answer of this user's daemon, which is started if it does not run. */
	public static void main(String[] arguments) {
		try (DaemonClient client = DaemonClient.connectDefault()) {
			print(client, "What is the capital of France?");
		}
	}

	static void print(DaemonClient client, String question) {
		try (AnswerStream answer = client.stream(request(question))) {
			answer.forEachRemaining((delta) -> {
				if (delta instanceof Delta.Text text) {
					System.out.print(text.text());
				}
			});
		}
		System.out.println();
	}

	static CompletionRequest request(String question) {
		return CompletionRequest
			.parse("{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"temperature\":0,\"max_tokens\":50}"
				.formatted(question)
				.getBytes(UTF_8));
	}

}
