package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of a GGUF file's tensors: how many weights of which type, up to which byte.
 */
final class GgufTensors {

	/** Models of 600 billion parameters have some 1,100. */
	private static final int MAX_TENSORS = 1 << 16;

	/** {@code GGML_MAX_DIMS}. */
	private static final int MAX_DIMENSIONS = 4;

	/** A thousand times the largest model. */
	private static final long MAX_ELEMENTS = 1L << 50;

	private final Map<String, Long> elementsByType = new HashMap<>();

	private long elements;

	private long dataBytes;

	static GgufTensors read(GgufInput input, long count) throws IOException {
		if (count > MAX_TENSORS) {
			throw input.broken("%,d tensors, at most %,d are plausible".formatted(count, MAX_TENSORS));
		}
		GgufTensors tensors = new GgufTensors();
		for (long i = 0; i < count; i++) {
			tensors.readTensor(input);
		}
		return tensors;
	}

	Set<String> types() {
		return this.elementsByType.keySet();
	}

	/** Type of most weights. */
	Optional<String> prevailingType() {
		return this.elementsByType.entrySet()
			.stream()
			.max(Map.Entry.<String, Long>comparingByValue()
				.thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
			.map(Map.Entry::getKey);
	}

	long elements() {
		return this.elements;
	}

	/** From the first byte of the first tensor to the last byte of the last one. */
	long dataBytes() {
		return this.dataBytes;
	}

	private void readTensor(GgufInput input) throws IOException {
		input.skip(input.count());
		try {
			long size = elements(input);
			int id = input.int32();
			long offset = input.count();
			this.elements = Math.addExact(this.elements, size);
			if (this.elements > MAX_ELEMENTS) {
				throw input.broken("%,d weights".formatted(this.elements));
			}
			this.elementsByType.merge(TensorType.name(id), size, Math::addExact);
			Optional<TensorType> type = TensorType.of(id);
			long bytes = type.isPresent() ? type.get().sizeBytes(size) : 0;
			this.dataBytes = Math.max(this.dataBytes, Math.addExact(offset, bytes));
		}
		catch (ArithmeticException ex) {
			throw input.broken("a tensor larger than any file");
		}
	}

	private static long elements(GgufInput input) throws IOException {
		int dimensions = input.int32();
		if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
			throw input.broken("a tensor of %s dimensions".formatted(Integer.toUnsignedString(dimensions)));
		}
		long elements = 1;
		for (int i = 0; i < dimensions; i++) {
			elements = Math.multiplyExact(elements, input.count());
		}
		return elements;
	}

}
