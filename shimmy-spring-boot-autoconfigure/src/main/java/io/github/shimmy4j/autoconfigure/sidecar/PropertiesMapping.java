package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.EmbeddingProperties;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.BinaryModelLister;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ListingContext;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelLister;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelSettings;
import io.github.shimmy4j.model.UserStores;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.Purpose;
import io.github.shimmy4j.sidecar.ShimmyDefaults;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.UseOptions;
import io.github.shimmy4j.storage.PathText;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.transfer.ModelSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Turns Spring's properties into the options of the core, in one place. */
final class PropertiesMapping {

	private static final Duration FIRST_TOKEN_OF_SHORT_PROMPT = Duration
		.parse("PT" + ShimmyDefaults.FIRST_TOKEN_TIMEOUT);

	private PropertiesMapping() {
	}

	static SidecarOptions options(ShimmyProperties properties) {
		String projector = properties.projector();
		return options(properties, properties.servedModel(), properties.requestedContext(),
				Purpose.chatWith((projector != null) ? ModelReference.parse(projector) : null));
	}

	/** The options of the second sidecar: those of the first, for another model. */
	static SidecarOptions options(ShimmyProperties properties, EmbeddingProperties embedding) {
		return options(properties, embedding.servedModel(), embedding.requestedContext(), Purpose.EMBEDDINGS);
	}

	private static SidecarOptions options(ShimmyProperties properties, ModelReference model,
			@Nullable ContextRequest contextSize, Purpose purpose) {
		Integer maxConcurrent = properties.chat().maxConcurrent();
		Duration firstToken = properties.chat().firstTokenTimeout();
		return new SidecarOptions(model, binary(properties),
				new PortRange(properties.preferredPort(), properties.portRange()), properties.args(), properties.env(),
				properties.gpuMode(), contextSize, properties.healthTimeout(), properties.maxRestarts(),
				properties.restart().window(), properties.shutdown().grace(), liveness(properties.liveness()),
				new UseOptions((maxConcurrent != null) ? maxConcurrent : 0, properties.startOnFirstUse(),
						properties.idleStopAfter(), properties.chat().idleTimeout(),
						(firstToken != null) ? firstToken : FIRST_TOKEN_OF_SHORT_PROMPT),
				purpose);
	}

	private static LivenessOptions liveness(ShimmyProperties.Liveness liveness) {
		return new LivenessOptions(liveness.interval(), liveness.timeout(), liveness.failures(),
				liveness.idleGeneration());
	}

	/** Environment of the server, in which the accelerator search looks. */
	static Map<String, String> environment(ShimmyProperties properties, Map<String, String> inherited) {
		Map<String, String> environment = new HashMap<>(inherited);
		environment.putAll(properties.env());
		return environment;
	}

	private static BinaryChoice binary(ShimmyProperties properties) {
		String named = properties.shimmyPath();
		return new BinaryChoice((named != null) ? path("shimmy.shimmy-path", named) : null,
				properties.binary().source(), install(properties));
	}

	private static InstallChoice install(ShimmyProperties properties) {
		ShimmyProperties.Binary binary = properties.binary();
		String version = binary.version();
		return new InstallChoice(binary.install(), (version != null) ? version : binary.source().usualVersion(),
				binary.sha256(), binary.mirror(), properties.gpuMode());
	}

	static ListingContext listing(ShimmyProperties properties, ShimmyHome home,
			Supplier<Optional<ServerCapabilities>> server) {
		if (!properties.modelSource().discover()) {
			return new ListingContext(properties.servedModel(), server);
		}
		Map<String, String> environment = System.getenv();
		UserStores stores = UserStores.of(environment, PathText.path("user.home", System.getProperty("user.home")));
		ProcessLauncher launcher = ProcessLauncher.system();
		ModelLister lister = new BinaryModelLister(
				new BinaryLocator(environment, home.binaries(), launcher,
						EmbeddedEngine.find(home.binaries()).orElse(null)),
				binary(properties), launcher, environment, stores, home.run());
		return new ListingContext(properties.servedModel(), server, stores.all(), lister);
	}

	static ShimmyHome home(ShimmyProperties properties, ShimmyHome platform) {
		if (properties.modelsDir() == null) {
			return platform;
		}
		return platform.withModels(path("shimmy.models-dir", properties.modelsDir()));
	}

	/** Settings of the model registry. */
	static ModelSettings models(ShimmyProperties properties, Stream<ModelSource> sources, ResourceLoader resources) {
		ModelCatalog catalog = ModelCatalog.builtIn();
		for (String location : properties.modelSource().catalog()) {
			catalog = and(catalog, location, resources.getResource(location));
		}
		Set<String> schemes = sources.map(ModelSource::scheme).collect(Collectors.toSet());
		return new ModelSettings(catalog, Set.copyOf(properties.modelSource().acceptLicense()), schemes);
	}

	private static ModelCatalog and(ModelCatalog catalog, String location, Resource resource) {
		try (InputStream yaml = resource.getInputStream()) {
			return catalog.and(ModelCatalog.parse(yaml, location));
		}
		catch (IllegalArgumentException ex) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"The catalog '%s' cannot be added to the others: %s".formatted(location, ex.getMessage()));
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"shimmy.model-source.catalog has '%s', which cannot be read: %s".formatted(location,
							ex.getMessage()),
					ex);
		}
	}

	/**
	 * A path as users write it: relative to the working directory, or from {@code ~}.
	 */
	private static Path path(String key, String text) {
		boolean fromHome = text.startsWith("~/") || text.startsWith("~\\");
		String what = "'%s'".formatted(key);
		return fromHome ? PathText.path(what, System.getProperty("user.home"), text.substring(2))
				: PathText.path(what, text);
	}

}
