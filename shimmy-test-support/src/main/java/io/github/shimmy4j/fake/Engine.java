package io.github.shimmy4j.fake;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * Loads models and limits how many generations run. 1.7.4 loads for each request and
 * generates in parallel; 2.6.5 keeps its first model for ever and generates one at a
 * time.
 */
final class Engine {

	private final Generation generation;

	private final Console console;

	private final ReentrantLock turn = new ReentrantLock(true);

	private final AtomicReference<String> firstLoaded = new AtomicReference<>();

	Engine(Generation generation, Console console) {
		this.generation = generation;
		this.console = console;
	}

	/** The id of the model that answers; a failed load is a 502 with an empty body. */
	String load(ServedModel model) {
		String resident = this.firstLoaded.get();
		if (resident != null) {
			return resident;
		}
		String error = model.loadError();
		if (error != null) {
			this.console.err(error);
			throw new RefusedException(Reply.empty(502));
		}
		if (this.generation.has(Trait.LOADS_PER_REQUEST)) {
			return model.id();
		}
		this.firstLoaded.compareAndSet(null, model.id());
		return Objects.requireNonNull(this.firstLoaded.get());
	}

	void abortOnLongPrompt(ChatRequest request) {
		if (this.generation.has(Trait.ABORTS_ON_LONG_PROMPT) && request.promptTokens().size() > Generation.BATCH) {
			this.console.err("llama-context.cpp:997: GGML_ASSERT(n_tokens_all <= cparams.n_batch) failed");
			Runtime.getRuntime().halt(134);
		}
	}

	/** The output of a generation; blocks if the parent does not read it. */
	void chatter(Faults faults) {
		long usual = this.generation.has(Trait.PRINTS_PER_REQUEST) ? 4096 : 0;
		long bytes = faults.number(Fault.REQUEST_FLOOD, usual);
		String line = "[gguf] kv llama.block_count = 30, tensor blk.0.attn_q.weight offset 0x1000";
		for (long printed = 0; printed < bytes; printed += line.length() + 1) {
			this.console.out(line);
		}
		if (this.generation.has(Trait.LOADS_PER_REQUEST)) {
			for (int i = 0; i < 12; i++) {
				this.console.err("llama_context: constructing llama_context, n_ctx = 4096, n_batch = 2048");
			}
		}
	}

	void takeTurn() {
		if (this.generation.has(Trait.ONE_AT_A_TIME)) {
			this.turn.lock();
		}
	}

	void giveTurn() {
		if (this.turn.isHeldByCurrentThread()) {
			this.turn.unlock();
		}
	}

}
