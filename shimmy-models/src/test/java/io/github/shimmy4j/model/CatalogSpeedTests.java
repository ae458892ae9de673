package io.github.shimmy4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.transfer.SourceReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the catalog to a rule: of the variants that have about the same size, each server
 * is given the one that it reads fastest. A smaller variant answers worse, and so is
 * never preferred for its speed.
 */
class CatalogSpeedTests {

	/** Two variants of about the same size differ by at most this factor. */
	private static final double SAME_SIZE = 1.1;

	/**
	 * Prompt tokens a second beside Q4_0. Measured by {@code benchmarks/quantisations};
	 * docs/performance.md has the same table.
	 */
	private static final Map<ServerCapabilities, Map<String, Double>> READ = Map.of(ServerCapabilities.LLAMA_SERVER,
			Map.of("Q4_0", 1.0, "IQ4_NL", 0.96, "Q4_K", 0.94, "Q8_0", 0.90, "Q6_K", 0.64, "Q5_0", 0.63, "Q5_K", 0.57,
					"Q4_1", 0.52),
			ServerCapabilities.EMBEDDED, Map.of("Q4_0", 1.0, "Q8_0", 0.87, "Q4_K", 0.74, "IQ4_NL", 0.72, "Q5_0", 0.66,
					"Q4_1", 0.62, "Q5_K", 0.58, "Q6_K", 0.51));

	private static final Pattern TYPE = Pattern.compile("I?Q\\d(_\\d|_NL|_K)");

	@Test
	void eachServerIsGivenTheVariantThatItReadsFastest() {
		assertThat(ModelCatalog.builtIn().models()).flatExtracting(CatalogSpeedTests::slowChoices).isEmpty();
	}

	@Test
	void slowVariantBeforeAFastOneOfTheSameSizeIsFound() {
		assertThat(slowChoices(model(variant("x.Q4_1.gguf", 99), variant("x.Q4_K_M.gguf", 97))))
			.containsExactlyInAnyOrder("llama-server (llama.cpp) reads x.Q4_K_M.gguf faster than x.Q4_1.gguf",
					"embedded engine (llama.cpp) reads x.Q4_K_M.gguf faster than x.Q4_1.gguf");
		assertThat(slowChoices(model(variant("x.Q4_K_M.gguf", 97), variant("x.Q4_1.gguf", 99)))).isEmpty();
	}

	@Test
	void fastVariantOfAnotherSizeIsNotPreferred() {
		assertThat(slowChoices(model(variant("x.Q6_K.gguf", 117), variant("x.Q4_0.gguf", 94)))).isEmpty();
	}

	private static List<String> slowChoices(ModelCatalog.Entry model) {
		List<String> slow = new ArrayList<>();
		READ.forEach((server, speeds) -> {
			List<ModelCatalog.Variant> runnable = model.variants()
				.stream()
				.filter((variant) -> server.models().objections(model.needs(variant)).isEmpty())
				.toList();
			for (ModelCatalog.Variant other : runnable) {
				ModelCatalog.Variant chosen = runnable.get(0);
				if (other != chosen && haveSameSize(chosen, other) && speed(other, speeds) > speed(chosen, speeds)) {
					slow.add(
							"%s reads %s faster than %s".formatted(server.kind(), other.fileName(), chosen.fileName()));
				}
			}
		});
		return slow;
	}

	private static boolean haveSameSize(ModelCatalog.Variant one, ModelCatalog.Variant other) {
		long smaller = Math.min(one.sizeBytes(), other.sizeBytes());
		return Math.max(one.sizeBytes(), other.sizeBytes()) <= smaller * SAME_SIZE;
	}

	private static double speed(ModelCatalog.Variant variant, Map<String, Double> speeds) {
		Matcher type = TYPE.matcher(variant.fileName().toUpperCase(Locale.ROOT));
		assertThat(type.find()).as("'%s' has its quantisation in its name", variant.fileName()).isTrue();
		assertThat(speeds).as("measured speeds").containsKey(type.group());
		return speeds.get(type.group());
	}

	private static ModelCatalog.Entry model(ModelCatalog.Variant... variants) {
		return new ModelCatalog.Entry("x", "MIT", null, 4096, "llama", ChatTemplate.CHATML, List.of(variants));
	}

	private static ModelCatalog.Variant variant(String file, long size) {
		return new ModelCatalog.Variant(file, size, null, Set.of("F32"),
				List.of(SourceReference.parse("hf:a/b/" + file)));
	}

}
