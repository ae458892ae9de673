package io.github.shimmy4j.gguf;

import java.io.IOException;

/** Reads a header whose magic and version are known; see ggml/docs/gguf.md. */
final class GgufReader {

	private static final int MAGIC_BYTES = 4;

	private static final int DEFAULT_ALIGNMENT = 32;

	private static final int MAX_ALIGNMENT = 1 << 20;

	private final GgufInput input;

	GgufReader(GgufInput input) {
		this.input = input;
	}

	GgufHeader read() throws IOException {
		this.input.skip(MAGIC_BYTES);
		int version = this.input.int32();
		long tensorCount = this.input.count();
		long entryCount = this.input.count();
		GgufMetadata metadata = GgufMetadata.read(this.input, entryCount);
		GgufTensors tensors = GgufTensors.read(this.input, tensorCount);
		requireWhole(metadata, tensors);
		int parts = parts(metadata);
		String quantization = GgufFileType.name(metadata.number(GgufMetadata.FILE_TYPE, -1))
			.or(tensors::prevailingType)
			.orElse(null);
		return new GgufHeader(version, metadata.text(GgufMetadata.ARCHITECTURE), metadata.text(GgufMetadata.NAME),
				quantization, metadata.contextTokens(), metadata.pools(), metadata.text(GgufMetadata.CHAT_TEMPLATE),
				new VocabularyReader(this.input, metadata).read(), tensors.types(), tensors.elements(), parts);
	}

	private void requireWhole(GgufMetadata metadata, GgufTensors tensors) throws IOException {
		long alignment = metadata.number(GgufMetadata.ALIGNMENT, DEFAULT_ALIGNMENT);
		if (alignment < 1 || alignment > MAX_ALIGNMENT) {
			throw this.input.broken("an alignment of " + alignment);
		}
		if (tensors.dataBytes() == 0) {
			return;
		}
		long begin = (this.input.position() + alignment - 1) / alignment * alignment;
		if (tensors.dataBytes() > this.input.sizeBytes() - begin) {
			throw this.input.broken("%,d bytes of tensors from byte %,d on do not fit into the file's %,d bytes"
				.formatted(tensors.dataBytes(), begin, this.input.sizeBytes()));
		}
	}

	private int parts(GgufMetadata metadata) throws IOException {
		long parts = metadata.number(GgufMetadata.PARTS, 1);
		if (parts < 0 || parts > ModelParts.MAX_PARTS) {
			throw this.input.broken("a model of %d parts".formatted(parts));
		}
		return (int) Math.max(1, parts);
	}

}
