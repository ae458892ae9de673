package io.github.shimmy4j.gguf;

import java.util.Optional;

/** Types of metadata values, ordered by their numbers; see ggml/docs/gguf.md. */
enum GgufValueType {

	UINT8(1), INT8(1), UINT16(2), INT16(2), UINT32(4), INT32(4), FLOAT32(4), BOOL(1), STRING(0), ARRAY(0), UINT64(8),
	INT64(8), FLOAT64(8);

	private final int sizeBytes;

	GgufValueType(int sizeBytes) {
		this.sizeBytes = sizeBytes;
	}

	static Optional<GgufValueType> of(int number) {
		return (number >= 0 && number < values().length) ? Optional.of(values()[number]) : Optional.empty();
	}

	/** Size of one value; 0 if it depends on the value. */
	int sizeBytes() {
		return this.sizeBytes;
	}

	boolean isInteger() {
		return this.sizeBytes > 0 && this != FLOAT32 && this != FLOAT64 && this != BOOL;
	}

}
