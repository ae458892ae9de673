package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of a file's tensors: how many weights of which type, and where they end. */
final class GgufTensors {

	/** Models of 600 billion parameters have some 1,100. */
	private static final int MAX_TENSORS = 1 << 16;

	/** {@code GGML_MAX_DIMS}. */
	private static final int MAX_DIMENSIONS = 4;

	/** A thousand times as many as the largest model has. */
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

	/** The type of most weights. */
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

	/**
	 * The storage format of a tensor's numbers. Ids as of {@code enum ggml_type} in
	 * {@code ggml.h}, sizes of blocks as of {@code GGML_QUANT_SIZES} in gguf-py.
	 */
	private enum TensorType {

		F32(0, 1, 4), F16(1, 1, 2), Q4_0(2, 32, 18), Q4_1(3, 32, 20), Q5_0(6, 32, 22), Q5_1(7, 32, 24), Q8_0(8, 32, 34),
		Q8_1(9, 32, 36), Q2_K(10, 256, 84), Q3_K(11, 256, 110), Q4_K(12, 256, 144), Q5_K(13, 256, 176),
		Q6_K(14, 256, 210), Q8_K(15, 256, 292), IQ2_XXS(16, 256, 66), IQ2_XS(17, 256, 74), IQ3_XXS(18, 256, 98),
		IQ1_S(19, 256, 50), IQ4_NL(20, 32, 18), IQ3_S(21, 256, 110), IQ2_S(22, 256, 82), IQ4_XS(23, 256, 136),
		I8(24, 1, 1), I16(25, 1, 2), I32(26, 1, 4), I64(27, 1, 8), F64(28, 1, 8), IQ1_M(29, 256, 56), BF16(30, 1, 2),
		TQ1_0(34, 256, 54), TQ2_0(35, 256, 66), MXFP4(39, 32, 17);

		private final int id;

		private final int blockElements;

		private final int blockBytes;

		TensorType(int id, int blockElements, int blockBytes) {
			this.id = id;
			this.blockElements = blockElements;
			this.blockBytes = blockBytes;
		}

		static Optional<TensorType> of(int id) {
			return Arrays.stream(values()).filter((type) -> type.id == id).findFirst();
		}

		/** Name of any type; a later llama.cpp may have types that are unknown here. */
		static String name(int id) {
			return of(id).map(TensorType::name).orElseGet(() -> "TYPE_" + Integer.toUnsignedString(id));
		}

		/** Bytes of a whole tensor; throws ArithmeticException if there are too many. */
		long sizeBytes(long elements) {
			long blocks = elements / this.blockElements + ((elements % this.blockElements == 0) ? 0 : 1);
			return Math.multiplyExact(blocks, (long) this.blockBytes);
		}

	}

}
