package io.github.shimmy4j.doctor;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.process.MachineMemory;
import io.github.shimmy4j.text.Bytes;

/**
 * Facts about memory for the model.
 *
 * @param memory memory of the machine or container
 * @param modelBytes size of the model; 0 if not known
 * @param running whether this application's server already runs
 */
record MemoryFacts(MachineMemory.State memory, long modelBytes, boolean running) {

	static final String CHECK = "memory";

	/**
	 * Memory for a context of 4,096 tokens of a model with 8B parameters: 32 layers, keys
	 * and values of 1,024 numbers each, 2 bytes a number. Smaller models need less, which
	 * leaves memory for the server itself.
	 */
	private static final long CONTEXT_BYTES = 512 * Bytes.MEBIBYTE;

	Finding finding() {
		String whose = this.memory.ofGroup() ? "This container or control group" : "This machine";
		String state = "%s has %s of %s of memory left".formatted(whose, Bytes.of(this.memory.availableBytes()),
				Bytes.of(this.memory.totalBytes()));
		if (this.running) {
			return Finding.ok(CHECK, state + ", beside the server that runs");
		}
		if (this.modelBytes == 0) {
			return Finding.ok(CHECK, state + "; the size of the model is not known");
		}
		long needed = this.modelBytes + CONTEXT_BYTES;
		String message = "%s; model and context take about %s".formatted(state, Bytes.of(needed));
		if (this.memory.totalBytes() < this.modelBytes) {
			return Finding.fail(CHECK, message,
					Remedy.of(
							"Set %s to a smaller model or quantisation"
									+ (this.memory.ofGroup() ? ", or raise the limit of the container." : "."),
							Setting.MODEL));
		}
		return (this.memory.availableBytes() < needed)
				? Finding.warn(CHECK, message,
						Remedy.of("End other programs, or set %s to a smaller model.", Setting.MODEL))
				: Finding.ok(CHECK, message);
	}

}
