package io.github.shimmy4j.gateway.responses;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

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

	/** The responses that have added an item, the oldest first. */
	private final Map<ItemKey, Set<String>> holders = new HashMap<>();

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

	/** Keeps a response; false if there is no place for it, also in an empty store. */
	synchronized boolean put(StoredResponse response) {
		long most = this.limits.maxSize().toBytes();
		long needed = response.size();
		if (needed > most || this.limits.maxCount() == 0) {
			return false;
		}
		forgetOld();
		this.entries.put(response.id(), new Entry(response, needed, this.nanoTime.getAsLong()));
		this.size += needed;
		itemsOf(response)
			.forEach((item) -> this.holders.computeIfAbsent(item, (key) -> new LinkedHashSet<>()).add(response.id()));
		Iterator<Entry> oldest = this.entries.values().iterator();
		while (this.entries.size() > this.limits.maxCount() || this.size > most) {
			Entry left = oldest.next();
			oldest.remove();
			forgotten(left);
		}
		return true;
	}

	private static Stream<ItemKey> itemsOf(StoredResponse response) {
		return response.added().map((item) -> new ItemKey(response.owner(), item.id()));
	}

	private void forgotten(Entry entry) {
		this.size -= entry.size();
		itemsOf(entry.response()).forEach((item) -> this.holders.computeIfPresent(item, (key, ids) -> {
			ids.remove(entry.response().id());
			return ids.isEmpty() ? null : ids;
		}));
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
		return this.holders.getOrDefault(new ItemKey(owner, id), Set.of())
			.stream()
			.findFirst()
			// This get makes the response the one that was used last.
			.map((response) -> Objects.requireNonNull(this.entries.get(response), "holders are stored"))
			.flatMap((entry) -> entry.response().added().filter((item) -> item.id().equals(id)).findFirst());
	}

	/** Forgets a response; false if the caller has none with this id. */
	synchronized boolean remove(String owner, String id) {
		Entry removed = get(owner, id).isPresent() ? this.entries.remove(id) : null;
		if (removed != null) {
			forgotten(removed);
		}
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
			if (old) {
				forgotten(entry);
			}
			return old;
		});
	}

	/** A response, its size, and when it was stored. */
	private record Entry(StoredResponse response, long size, long since) {
	}

	/** An item by its id, and by who may read it. */
	private record ItemKey(String owner, String id) {
	}

}
