package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;

import io.github.shimmy4j.autoconfigure.FailureReport;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.fake.TestProjector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Issue 15: images in messages, where the server says that it can. */
class ImageTests {

	private static final Prompt PICTURE = new Prompt(UserMessage.builder()
		.text("Repeat after me: a picture")
		.media(Media.builder()
			.mimeType(MimeTypeUtils.IMAGE_PNG)
			.data(new ByteArrayResource(new byte[] { 1, 2, 3 }))
			.build())
		.build());

	@TempDir
	Path directory;

	@Test
	void imagePassesToAServerWithAProjector() {
		Path projector = TestProjector.write(this.directory.resolve("eyes.gguf"), 576);
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.projector=" + projector)) {
			assertThat(chat.model().call(PICTURE).getResult().getOutput().getText()).contains("a picture");
			assertThat(chat.lastRequest().path("body").path("messages").toString())
				.contains("{\"image_url\":{\"url\":\"data:image/png;base64,AQID\"");
		}
	}

	@Test
	void imageIsRefusedByAServerWithoutProjector() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.llamaServer())) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> chat.model().call(PICTURE));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
			assertThat(failure).hasMessageContaining("media in messages");
		}
	}

	@Test
	void projectorThatIsNoneFailsTheStart() {
		Path model = TestModel.write(this.directory.resolve("tiny.gguf"));
		ShimmyException failure = (ShimmyException) FailureReport.rootOf(catchThrowable(
				() -> FakeChat.start(this.directory, FakeShimmyBinary.llamaServer(), "shimmy.projector=" + model)
					.close()));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL);
		assertThat(failure).hasMessageContaining("no projector");
	}

	@Test
	void serverThatTakesNoProjectorIsRefused() {
		ShimmyException failure = (ShimmyException) FailureReport.rootOf(catchThrowable(() -> FakeChat
			.start(this.directory, FakeShimmyBinary.version("1.7.4"), "shimmy.projector=/models/eyes.gguf")
			.close()));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
		assertThat(failure).hasMessageContaining("takes no projector");
	}

}
