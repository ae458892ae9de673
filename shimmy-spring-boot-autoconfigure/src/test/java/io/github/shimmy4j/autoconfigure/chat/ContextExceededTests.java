package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A prompt that is too long for llama-server, which counts its tokens exactly. */
class ContextExceededTests {

	private static final String LONG = "word ".repeat(800);

	@TempDir
	private Path directory;

	@Test
	void refusalHasBothNumbersWholeAndStreamedAndHarmsNothing() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.context-size=512")) {
			long pid = chat.sidecar().snapshot().pid();
			assertExceeded(Failures.ofCall(chat, LONG));
			assertThat(chat.lastRequest().at("/body/messages/0/content").asString()).as("sent as it is")
				.isEqualTo(LONG);
			assertExceeded(Failures.ofStream(chat, LONG));
			assertThat(chat.client().prompt("What is the capital of France?").call().content()).contains("Paris");
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		}
	}

	private static void assertExceeded(ShimmyException failure) {
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
		assertThat(failure)
			.hasMessageMatching(".*request \\(\\d+ tokens\\) exceeds the available context size \\(512 tokens\\).*");
		assertThat(failure.remedy().toString()).contains("the context size");
	}

}
