package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.Nulls;
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Parses catalogs in YAML, as described in {@code docs/models.md}. */
final class CatalogYaml {

	private static final int MAX_BYTES = 1 << 20;

	private static final YAMLMapper MAPPER = YAMLMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.changeDefaultNullHandling((handling) -> handling.withContentNulls(Nulls.FAIL))
		.build();

	private CatalogYaml() {
	}

	static ModelCatalog parse(InputStream yaml, String name) throws IOException {
		byte[] bytes = yaml.readNBytes(MAX_BYTES + 1);
		if (bytes.length > MAX_BYTES) {
			throw invalid(name, "has more than %,d bytes".formatted(MAX_BYTES), null);
		}
		try {
			Document document = MAPPER.readValue(bytes, Document.class);
			if (document == null) {
				throw invalid(name, "is empty", null);
			}
			Map<String, Entry> entries = Objects.requireNonNullElse(document.models(), Map.of());
			return new ModelCatalog(
					entries.entrySet().stream().map((entry) -> entry.getValue().model(entry.getKey())).toList());
		}
		catch (JacksonException ex) {
			TokenStreamLocation place = ex.getLocation();
			throw invalid(name,
					"is not a catalog%s: %s".formatted((place != null) ? ", line %d".formatted(place.getLineNr()) : "",
							(ex.getCause() instanceof IllegalArgumentException mistake) ? mistake.getMessage()
									: ex.getOriginalMessage()),
					ex);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(name, "is not a catalog: " + ex.getMessage(), ex);
		}
	}

	private static ShimmyException invalid(String name, String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"The catalog '%s' %s".formatted(name, problem), cause);
	}

	private record Document(@Nullable Map<String, Entry> models) {
	}

	private record Entry(@Nullable String license, @Nullable String licenseUrl, long context,
			@Nullable String architecture, @Nullable String template, @Nullable List<Variant> variants) {

		ModelCatalog.Entry model(String id) {
			if (this.license == null || this.variants == null) {
				throw new IllegalArgumentException("'%s' has no license or no variants".formatted(id));
			}
			return new ModelCatalog.Entry(id, this.license, this.licenseUrl, this.context, this.architecture,
					chatTemplate(), this.variants.stream().map(Variant::variant).toList());
		}

		private ChatTemplate chatTemplate() {
			return (this.template == null) ? ChatTemplate.NONE : Arrays.stream(ChatTemplate.values())
				.filter((known) -> known.name().equals(this.template.toUpperCase(Locale.ROOT).replace('-', '_')))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("there is no template '%s'".formatted(this.template)));
		}

	}

	record Variant(@Nullable String file, long size, @Nullable String sha256, @Nullable Set<String> tensors,
			@Nullable List<String> sources) {

		/** Checks everything here, while Jackson knows the line for the failure. */
		Variant {
			variant(file, size, sha256, tensors, sources);
		}

		ModelCatalog.Variant variant() {
			return variant(this.file, this.size, this.sha256, this.tensors, this.sources);
		}

		private static ModelCatalog.Variant variant(@Nullable String file, long size, @Nullable String sha256,
				@Nullable Set<String> tensors, @Nullable List<String> sources) {
			if (file == null || tensors == null || sources == null) {
				throw new IllegalArgumentException("a variant has no file, no tensors or no sources");
			}
			return new ModelCatalog.Variant(file, size, sha256, tensors,
					sources.stream().map(SourceReference::parse).toList());
		}

	}

}
