package io.github.shimmy4j.gateway.responses;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.GatewayProperties;

/**
 * The last responses, in memory. Those that were not used for the longest time leave
 * first. (A cache that guesses what will be used again could refuse the newest, which its
 * client names next.)
 */
public final class ResponseStore {

	private final GatewayProperties.Responses limits;

	private final LongSupplier nanoTime;

	/** The least recently used first. */
	private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

	private long size;

	/**
	 * An empty store.
	 * @param limits its limits
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public ResponseStore(GatewayProperties.Responses limits, LongSupplier nanoTime) {
		this.limits = limits;
		this.nanoTime = nanoTime;
	}

	/** Keeps a response; false if it is larger than the whole store. */
	synchronized boolean put(StoredResponse response) {
		long most = this.limits.maxSize().toBytes();
		long needed = response.size();
		if (needed > most) {
			return false;
		}
		forgetOld();
		this.entries.put(response.id(), new Entry(response, needed, this.nanoTime.getAsLong()));
		this.size += needed;
		Iterator<Entry> oldest = this.entries.values().iterator();
		while (this.entries.size() > this.limits.maxCount() || this.size > most) {
			this.size -= oldest.next().size();
			oldest.remove();
		}
		return true;
	}

	/** Finds a response of a caller. */
	synchronized Optional<StoredResponse> get(String owner, String id) {
		forgetOld();
		return Optional.ofNullable(this.entries.get(id))
			.map(Entry::response)
			.filter((response) -> response.owner().equals(owner));
	}

	/** Finds an item of any response of a caller. */
	synchronized Optional<StoredItem> item(String owner, String id) {
		forgetOld();
		Optional<StoredResponse> holder = this.entries.values()
			.stream()
			.map(Entry::response)
			.filter((response) -> response.owner().equals(owner) && response.added(id).isPresent())
			.findFirst();
		// This get makes the response the one that was used last.
		return holder.map((response) -> this.entries.get(response.id())).flatMap((entry) -> entry.response().added(id));
	}

	/** Forgets a response; false if the caller has none with this id. */
	synchronized boolean remove(String owner, String id) {
		Entry removed = get(owner, id).isPresent() ? this.entries.remove(id) : null;
		this.size -= (removed != null) ? removed.size() : 0;
		return removed != null;
	}

	/** The rule by which responses are kept, for messages. */
	String rule() {
		return "stored here; kept are the last %,d, of %,d KB together, for %,d minutes (shimmy.gateway.responses), unless 'store' was false"
			.formatted(this.limits.maxCount(), this.limits.maxSize().toKilobytes(), this.limits.maxAge().toMinutes());
	}

	private void forgetOld() {
		long now = this.nanoTime.getAsLong();
		long age = this.limits.maxAge().toNanos();
		this.entries.values().removeIf((entry) -> {
			boolean old = now - entry.since() > age;
			this.size -= old ? entry.size() : 0;
			return old;
		});
	}

	/** A response, its size, and when it was stored. */
	private record Entry(StoredResponse response, long size, long since) {
	}

}
