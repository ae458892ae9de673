package io.github.shimmy4j.autoconfigure.shared;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.autoconfigure.embedding.ShimmyEmbeddingAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.daemon.DaemonConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** The vectors of the daemon's embedding model, on a stand-in for the daemon. */
class SharedEmbeddingTests {

	@TempDir
	private Path directory;

	@AfterEach
	void endDaemon() throws Exception {
		new DaemonHome(this.directory).killDaemon();
	}

	/** Before, the request named the source, which the daemon refused. */
	@Test
	void requestAndAnswerNameTheModelAsTheDaemonDoes() {
		DaemonHome home = new DaemonHome(this.directory);
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class,
					EmbeddingSidecarAutoConfiguration.class, ShimmySharedAutoConfiguration.class,
					ShimmyUseAutoConfiguration.class, ShimmyEmbeddingAutoConfiguration.class))
			.withBean(DaemonConfig.class, home::config)
			.withPropertyValues("shimmy.mode=shared", "shimmy.embedding.model=hf:owner/repository/vectors.gguf")
			.run((context) -> {
				EmbeddingResponse answer = context.getBean(EmbeddingModel.class)
					.embedForResponse(List.of("The cat sleeps."));
				assertThat(answer.getResult().getOutput()).containsExactly(0.5f, 0.25f);
				assertThat(answer.getMetadata().getModel()).isEqualTo("vectors");
				assertThat(home.requests()).singleElement()
					.asString()
					.startsWith("owner {")
					.contains("\"model\":\"vectors\"");
			});
	}

}
