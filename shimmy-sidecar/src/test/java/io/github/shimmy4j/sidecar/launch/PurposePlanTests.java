package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.GgufBytes;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link PurposePlan}. */
class PurposePlanTests {

	private static final PurposePlan CHAT = new PurposePlan(Purpose.CHAT);

	private static final PurposePlan EMBEDDINGS = new PurposePlan(Purpose.EMBEDDINGS);

	@TempDir
	private Path directory;

	@Test
	void serverWithoutEmbeddingsIsRefusedForThem() {
		assertThat(EMBEDDINGS.objection(binary(ServerCapabilities.SHIMMY_1)).orElseThrow())
			.hasMessage("'/opt/server' is shimmy 1.x (llama.cpp), which makes no embeddings");
		assertThat(EMBEDDINGS.objection(binary(ServerCapabilities.EMBEDDED))).isEmpty();
		assertThat(EMBEDDINGS.objection(binary(ServerCapabilities.LLAMA_SERVER))).isEmpty();
		assertThat(CHAT.objection(binary(ServerCapabilities.SHIMMY_1))).isEmpty();
	}

	@Test
	void serverWithoutProjectorIsRefusedWhereOneIsWanted() {
		PurposePlan seeing = new PurposePlan(Purpose.chatWith(ModelReference.parse("/models/eyes.gguf")));
		assertThat(seeing.objection(binary(ServerCapabilities.EMBEDDED)).orElseThrow())
			.hasMessageContaining("embedded engine")
			.hasMessageContaining("takes no projector");
		assertThat(seeing.objection(binary(ServerCapabilities.LLAMA_SERVER))).isEmpty();
	}

	private static ShimmyBinary binary(ServerCapabilities capabilities) {
		return new ShimmyBinary(Path.of("/opt/server"), ServerVersion.build(1), capabilities);
	}

	@ParameterizedTest
	@CsvSource({ "512, 512", "2048, 2048", "32768, 2048", "0, 2048" })
	void usualContextIsWhatTheModelWasTrainedForUpToABound(int trained, int tokens) throws IOException {
		GgufHeader model = header(
				new GgufBytes().text("general.architecture", "bert").uint32("bert.context_length", trained));
		assertThat(EMBEDDINGS.usualContext(model)).isEqualTo(tokens);
		assertThat(CHAT.usualContext(model)).isNull();
	}

	@Test
	void meanIsTakenWhereTheModelDoesNotSayHowToPool() throws IOException {
		GgufBytes chatty = new GgufBytes().text("general.architecture", "llama");
		GgufBytes pooling = new GgufBytes().text("general.architecture", "bert").uint32("bert.pooling_type", 2);
		assertThat(arguments(header(chatty))).contains("--embeddings").endsWith("--pooling", "mean");
		assertThat(arguments(header(pooling))).contains("--embeddings").doesNotContain("--pooling");
	}

	private static List<String> arguments(GgufHeader model) {
		return EMBEDDINGS.arguments(ServerCapabilities.LLAMA_SERVER.form(), model, null);
	}

	@Test
	void projectorIsPassedByItsFile() throws Exception {
		Path file = write("eyes.gguf", new GgufBytes().text("general.architecture", "clip"));
		PurposePlan seeing = new PurposePlan(Purpose.chatWith(new ModelReference.File(file)));
		ModelFile projector = projector(seeing);
		assertThat(seeing.arguments(ServerCapabilities.LLAMA_SERVER.form(),
				header(new GgufBytes().text("general.architecture", "llama")), projector))
			.containsExactly("--mmproj", file.toString());
		assertThat(projector(CHAT)).isNull();
	}

	@Test
	void fileThatIsNoProjectorIsRefused() {
		Path file = TestModel.write(this.directory.resolve("tiny.gguf"));
		PurposePlan seeing = new PurposePlan(Purpose.chatWith(new ModelReference.File(file)));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> projector(seeing))
			.withMessage("'%s' is a model of the architecture 'llama' and no projector, whose architecture is 'clip'"
				.formatted(file))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
	}

	private ModelFile projector(PurposePlan plan) throws InterruptedException {
		return plan.projector(new ModelDirectory(this.directory, new ModelCatalog(List.of())),
				ServerCapabilities.LLAMA_SERVER, (wanted, file, progress) -> {
				});
	}

	private GgufHeader header(GgufBytes model) throws IOException {
		return GgufHeader.read(write("model.gguf", model));
	}

	private Path write(String name, GgufBytes model) throws IOException {
		return Files.write(this.directory.resolve(name), model.tensor("blk.0.F32", 0, 1024, 256).build());
	}

}
