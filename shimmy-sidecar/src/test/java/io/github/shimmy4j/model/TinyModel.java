package io.github.shimmy4j.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.github.shimmy4j.storage.Sha256;

/** A file that begins like a model, and what a catalog says of it. */
final class TinyModel {

	static final String ID = "tiny";

	static final ModelSource.Hub HUB = new ModelSource.Hub("owner/tiny", "0123456789012345678901234567890123456789",
			"tiny.gguf");

	static final ModelSource.Wheel WHEEL = new ModelSource.Wheel("shimmy4j-tiny", "0.1.2", "shimmy4j_tiny/tiny.gguf");

	private static final int SIZE_BYTES = 300_000;

	private TinyModel() {
	}

	static byte[] content() {
		byte[] content = new byte[SIZE_BYTES];
		new Random(4).nextBytes(content);
		ByteBuffer.wrap(content)
			.order(ByteOrder.LITTLE_ENDIAN)
			.put("GGUF".getBytes(StandardCharsets.US_ASCII))
			.putInt(3);
		return content;
	}

	static CatalogModel from(ModelSource... sources) {
		MessageDigest digest = Sha256.begin();
		return new CatalogModel(ID, "tiny.gguf", SIZE_BYTES, HexFormat.of().formatHex(digest.digest(content())),
				"Apache-2.0", List.of(sources));
	}

	static ModelCatalog catalog(ModelSource... sources) {
		return new ModelCatalog(List.of(from(sources)));
	}

}
