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
		CompletionRequest request = CompletionRequest
			.parse("{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(question).getBytes(UTF_8));
		try (AnswerStream answer = client.stream(request)) {
			answer.forEachRemaining((delta) -> {
				if (delta instanceof Delta.Text text) {
					System.out.print(text.text());
				}
			});
		}
		System.out.println();
	}

}
