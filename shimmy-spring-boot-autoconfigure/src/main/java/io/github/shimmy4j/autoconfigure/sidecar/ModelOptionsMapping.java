package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelSettings;
import io.github.shimmy4j.transfer.ModelSource;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Turns properties and beans into what the registry of models is made of. */
final class ModelOptionsMapping {

	private ModelOptionsMapping() {
	}

	static ModelSettings settings(ShimmyProperties properties, Stream<ModelSource> sources, ResourceLoader resources) {
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

}
