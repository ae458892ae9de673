package io.github.shimmy4j.model;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.github.shimmy4j.fake.GgufBytes;
import io.github.shimmy4j.storage.Sha256;

/** A file that begins like a model, and what a catalog says of it. */
final class TinyModel {

	static final String ID = "tiny";

	static final ModelSource.Hub HUB = new ModelSource.Hub("owner/tiny", "0123456789012345678901234567890123456789",
			"tiny.gguf");

	static final ModelSource.Wheel WHEEL = new ModelSource.Wheel("shimmy4j-tiny", "0.1.2", "shimmy4j_tiny/tiny.gguf");

	static final DownloadHandler NO_DOWNLOADS = (model, destination, progress) -> {
		throw new AssertionError("nothing is to be fetched");
	};

	private static final int SIZE_BYTES = 300_000;

	private TinyModel() {
	}

	static byte[] content() {
		byte[] content = new byte[SIZE_BYTES];
		new Random(4).nextBytes(content);
		byte[] header = new GgufBytes().text("general.architecture", "llama").tensor("weights", 3, 20, 32).build();
		System.arraycopy(header, 0, content, 0, header.length);
		return content;
	}

	static CatalogVariant from(ModelSource... sources) {
		return variant("tiny.gguf", Set.of("Q4_1"), sources);
	}

	/** A variant of the same content under another name, said to have other tensors. */
	static CatalogVariant variant(String fileName, Set<String> tensorTypes, ModelSource... sources) {
		MessageDigest digest = Sha256.begin();
		return new CatalogVariant(ID, fileName, SIZE_BYTES, HexFormat.of().formatHex(digest.digest(content())),
				"Apache-2.0", tensorTypes, List.of(sources));
	}

	static ModelCatalog catalog(ModelSource... sources) {
		return catalog(from(sources));
	}

	static ModelCatalog catalog(CatalogVariant... variants) {
		return new ModelCatalog(List.of(new CatalogModel(ID, List.of(variants))));
	}

}
