package io.github.shimmy4j.autoconfigure.embedding;

import java.util.Objects;

import io.github.shimmy4j.autoconfigure.EmbeddingProperties;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import io.github.shimmy4j.autoconfigure.shared.ShimmySharedAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.SidecarUses;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the embedding model. It backs off for an embedding model of the
 * application or of another provider.
 */
@AutoConfiguration(after = { EmbeddingSidecarAutoConfiguration.class, ShimmySharedAutoConfiguration.class },
		afterName = "org.springframework.ai.model.openai.autoconfigure.OpenAiEmbeddingAutoConfiguration")
@ConditionalOnClass(EmbeddingModel.class)
@ConditionalOnProperty(name = "shimmy.enabled", matchIfMissing = true)
public final class ShimmyEmbeddingAutoConfiguration {

	/** Room for 256 vectors of 16,384 numbers in base64, and more. */
	private static final int LONGEST_REPLY = 64 * 1024 * 1024;

	@Bean
	@ConditionalOnProperty("shimmy.embedding.model")
	@ConditionalOnMissingBean
	EmbeddingModel shimmyEmbeddingModel(ShimmyProperties properties, EmbeddingProperties embedding,
			ObjectProvider<EmbeddingSidecar> sidecar, ObjectProvider<ShimmyConnectionDetails> details,
			ObjectProvider<SharedDaemon> daemon, ObjectProvider<ObservationRegistry> observations,
			@Qualifier("shimmyEmbeddingMetrics") ObjectProvider<AdmissionListener> listener) {
		EmbeddingSidecar owned = sidecar.getIfAvailable();
		ShimmyConnectionDetails external = details.getIfAvailable();
		SharedDaemon shared = daemon.getIfAvailable();
		String given = Objects.requireNonNull(embedding.model());
		// An external server has names of its own, which are no references.
		String model = (external != null) ? given
				: (shared != null) ? SharedDaemon.embeddingName(given) : embedding.servedModel().name();
		UseSource uses = (owned != null) ? new SidecarUses(owned.sidecar())
				: (shared != null) ? shared.embeddingUses(given)
						: ShimmyUseAutoConfiguration.externalUses(properties, Objects.requireNonNull(external), model);
		EmbeddingCalls calls = new EmbeddingCalls(new Admission(uses, embedding.timeout(),
				listener.getIfAvailable(() -> AdmissionListener.NONE), System::nanoTime),
				ServerClient.create(LONGEST_REPLY), embedding.timeout());
		return new ShimmyEmbeddingModel(calls, model, embedding.batchSize(),
				observations.getIfUnique(() -> ObservationRegistry.NOOP));
	}

}
