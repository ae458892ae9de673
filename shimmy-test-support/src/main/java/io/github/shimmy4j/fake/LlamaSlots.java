package io.github.shimmy4j.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import tools.jackson.databind.node.ArrayNode;

/**
 * The slots of {@code llama-server}. Each remembers the tokens that it holds. A request
 * takes the free slot that holds the most of its prompt, else the one unused for longest.
 */
final class LlamaSlots {

	private final int context;

	private final Semaphore free;

	private final List<Slot> slots = new ArrayList<>();

	private long uses;

	LlamaSlots(int count, int context) {
		this.context = context;
		this.free = new Semaphore(count, true);
		for (int i = 0; i < count; i++) {
			this.slots.add(new Slot());
		}
	}

	int count() {
		return this.slots.size();
	}

	/** Tokens of one request with its answer. */
	int context() {
		return this.context;
	}

	/** Waits for a slot. */
	Slot take(List<String> prompt) {
		this.free.acquireUninterruptibly();
		synchronized (this.slots) {
			Slot slot = idle()
				.max(Comparator.comparingInt((Slot each) -> common(each.held, prompt))
					.thenComparing((Slot each) -> -each.lastUse))
				.orElseThrow();
			slot.busy = true;
			slot.lastUse = ++this.uses;
			// The last token is always read again, since the answer begins from it.
			slot.cached = Math.min(common(slot.held, prompt), prompt.size() - 1);
			return slot;
		}
	}

	void giveBack(Slot slot, List<String> prompt, List<String> answer) {
		synchronized (this.slots) {
			slot.held = Stream.concat(prompt.stream(), answer.stream()).toList();
			slot.busy = false;
		}
		this.free.release();
	}

	ArrayNode json() {
		ArrayNode json = Json.array();
		synchronized (this.slots) {
			for (Slot slot : this.slots) {
				json.addObject()
					.put("id", json.size())
					.put("n_ctx", this.context)
					.put("speculative", false)
					.put("is_processing", slot.busy);
			}
		}
		return json;
	}

	private Stream<Slot> idle() {
		return this.slots.stream().filter((slot) -> !slot.busy);
	}

	private static int common(List<String> held, List<String> prompt) {
		int length = 0;
		while (length < held.size() && length < prompt.size() && held.get(length).equals(prompt.get(length))) {
			length++;
		}
		return length;
	}

	/** One of the answers that can be generated at the same time. */
	static final class Slot {

		private List<String> held = List.of();

		private boolean busy;

		private long lastUse;

		private int cached;

		/** Tokens of the prompt that need not be read again. */
		int cached() {
			return this.cached;
		}

	}

}
