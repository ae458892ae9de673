package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault M7 on real shimmy 1.7.4: our capabilities match the server. */
@Tag("real-shimmy")
class RealShimmyModelFitTests {

	/** Message of llama.cpp for a file that it does not even open. */
	private static final String UNKNOWN = "unknown model architecture";

	@TempDir
	private Path directory;

	/** It got Llama 3's template before, by the name of its file. */
	@Test
	void chatMlModelWithLlamaInItsNameAnswersByItsOwnTemplate() throws Exception {
		Path model = Files.createSymbolicLink(this.directory.resolve("Hermes-Llama-135M.gguf"), RealParts.model());
		try (SidecarBench bench = new SidecarBench(this.directory)) {
			ShimmySidecar sidecar = bench.create(RealShimmy.options().model(model.toString()));
			sidecar.ensureReady(SidecarBench.LIMIT);
			assertThat(sidecar.endpoint().wireModel()).doesNotContain("llama");
			assertThat(bench.ask(sidecar, "What is the capital of France?").body())
				.contains("\"content\":\"The capital of France is Paris.\"");
		}
	}

	@Test
	void everyArchitectureThatWeSayItRunsIsKnownToIt() throws Exception {
		Set<String> unknown = new TreeSet<>();
		for (String architecture : ServerCapabilities.SHIMMY_1.models().architectures()) {
			String said = probe(architecture);
			assertThat(said).contains("error loading model");
			if (said.contains(UNKNOWN)) {
				unknown.add(architecture);
			}
		}
		assertThat(unknown).isEmpty();
	}

	@Test
	void architectureThatWeSayItDoesNotRunIsUnknownToIt() throws Exception {
		for (String architecture : Set.of("qwen35", "gemma4", "mistral3", "clip")) {
			assertThat(ServerCapabilities.SHIMMY_1.models().architectures()).doesNotContain(architecture);
			assertThat(probe(architecture)).contains(UNKNOWN + ": '" + architecture + "'");
		}
	}

	/** Output of a load of a file that has an architecture and little else. */
	private String probe(String architecture) throws IOException, InterruptedException {
		Path models = Files.createDirectories(this.directory.resolve("gguf"));
		TestModel.write(models.resolve("a-" + architecture + ".gguf"), architecture);
		Path output = this.directory.resolve("output");
		ProcessBuilder probe = new ProcessBuilder(RealParts.shimmy().toString(), "--model-dirs", models.toString(),
				"probe", "a-" + architecture.toLowerCase(Locale.ROOT).replace('_', '-'));
		probe.environment().put("HOME", this.directory.toString());
		probe.directory(this.directory.toFile());
		assertThat(probe.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor()).isEqualTo(2);
		return Files.readString(output, StandardCharsets.ISO_8859_1);
	}

}
