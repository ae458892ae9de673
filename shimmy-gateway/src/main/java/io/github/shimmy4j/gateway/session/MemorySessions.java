package io.github.shimmy4j.gateway.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Sessions in memory, bounded by number, bytes and idle time. Where a bound is reached,
 * the session that was not used for the longest time leaves: one of the key that has the
 * most, so that one program cannot push out the conversations of others.
 */
public final class MemorySessions implements SessionStore, AutoCloseable {

	/** All sessions were in use a moment ago, so places may be free soon. */
	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Duration LONGEST_SWEEP = Duration.ofMinutes(1);

	private final GatewayProperties.Session limits;

	private final InstantSource clock;

	private final LongSupplier nanoTime;

	private final Map<String, Owned> owners = new HashMap<>();

	private int count;

	private long bytes;

	private @Nullable Disposable sweeps;

	/**
	 * An empty store.
	 * @param limits its limits
	 * @param clock tells the times that clients see
	 * @param nanoTime monotonic time in nanoseconds, by which sessions expire
	 */
	public MemorySessions(GatewayProperties.Session limits, InstantSource clock, LongSupplier nanoTime) {
		this.limits = limits;
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	/** A store of this machine's time that is swept until it is closed. */
	public static MemorySessions swept(GatewayProperties.Session limits) {
		MemorySessions sessions = new MemorySessions(limits, InstantSource.system(), System::nanoTime);
		sessions.start(Schedulers.parallel());
		return sessions;
	}

	/** Frees the memory of expired sessions from time to time. */
	synchronized void start(Scheduler scheduler) {
		long period = Math.min(LONGEST_SWEEP.toNanos(), this.limits.idleTimeout().toNanos());
		this.sweeps = scheduler.schedulePeriodically(this::sweep, period, period, TimeUnit.NANOSECONDS);
	}

	@Override
	public synchronized void close() {
		if (this.sweeps != null) {
			this.sweeps.dispose();
		}
	}

	/** Removes all expired sessions. */
	synchronized void sweep() {
		for (Owned owned : this.owners.values().toArray(Owned[]::new)) {
			for (Entry each : owned.entries.values().toArray(Entry[]::new)) {
				if (each.uses == 0 && !isExpired(each)) {
					// Those behind it were used later.
					break;
				}
				if (isExpired(each)) {
					drop(each);
				}
			}
		}
	}

	@Override
	public synchronized Lease open(SessionKey key) {
		Entry found = entry(key);
		if (found == null) {
			makeRoom();
			found = new Entry(Session.begun(key, this.clock.instant()));
			owned(key).entries.put(key.id(), found);
			this.count++;
		}
		found.uses++;
		return new OpenLease(found);
	}

	@Override
	public synchronized Optional<Session> find(SessionKey key) {
		return Optional.ofNullable(entry(key))
			.map((entry) -> entry.session)
			.filter((session) -> !session.messages().isEmpty());
	}

	@Override
	public synchronized boolean remove(SessionKey key) {
		Entry found = entry(key);
		if (found == null) {
			return false;
		}
		drop(found);
		return !found.session.messages().isEmpty();
	}

	/** Sessions that are kept, also those in use that have no message yet. */
	synchronized int count() {
		return this.count;
	}

	/** Bytes of all messages. */
	synchronized long bytes() {
		return this.bytes;
	}

	private @Nullable Entry entry(SessionKey key) {
		Owned owned = this.owners.get(key.owner());
		Entry found = (owned != null) ? owned.entries.get(key.id()) : null;
		if (found != null && isExpired(found)) {
			drop(found);
			return null;
		}
		return found;
	}

	private boolean isExpired(Entry entry) {
		return entry.uses == 0 && this.nanoTime.getAsLong() - entry.idleSince > this.limits.idleTimeout().toNanos();
	}

	private Owned owned(SessionKey key) {
		return this.owners.computeIfAbsent(key.owner(), (first) -> new Owned());
	}

	private void makeRoom() {
		if (this.count < this.limits.maxCount()) {
			return;
		}
		sweep();
		if (this.count < this.limits.maxCount()) {
			return;
		}
		Entry oldest = oldest((owned) -> owned.entries.size(), null);
		if (oldest == null) {
			throw new TooManyRequestsException(
					"All %,d sessions are in use (shimmy.gateway.session.max-count)".formatted(this.count), SOON);
		}
		drop(oldest);
	}

	/**
	 * The session that was just used stays, so that the total may exceed the limit by it.
	 */
	private void makeSpace(Entry used) {
		while (this.bytes > this.limits.maxSize().toBytes()) {
			Entry oldest = oldest((owned) -> owned.bytes, used);
			if (oldest == null) {
				return;
			}
			drop(oldest);
		}
	}

	/** The oldest idle session of the key that has the most; null if all are in use. */
	private @Nullable Entry oldest(ToLongFunction<Owned> most, @Nullable Entry kept) {
		return this.owners.values()
			.stream()
			.sorted(Comparator.comparingLong(most).reversed())
			.flatMap((owned) -> owned.entries.values()
				.stream()
				.filter((entry) -> entry.uses == 0 && entry != kept)
				.limit(1))
			.findFirst()
			.orElse(null);
	}

	private void drop(Entry entry) {
		SessionKey key = entry.session.key();
		Owned owned = owned(key);
		owned.entries.remove(key.id());
		owned.bytes -= entry.size;
		if (owned.entries.isEmpty()) {
			this.owners.remove(key.owner());
		}
		this.bytes -= entry.size;
		this.count--;
		entry.removed = true;
	}

	private synchronized Session session(Entry entry) {
		return entry.session;
	}

	private synchronized void store(Entry entry, Session next) {
		if (entry.removed) {
			return;
		}
		entry.session = next.usedAt(this.clock.instant());
		long size = next.size();
		owned(next.key()).bytes += size - entry.size;
		this.bytes += size - entry.size;
		entry.size = size;
		makeSpace(entry);
	}

	private synchronized void release(Entry entry) {
		entry.uses--;
		if (entry.uses > 0 || entry.removed) {
			return;
		}
		if (entry.session.messages().isEmpty()) {
			// Its first request has failed.
			drop(entry);
			return;
		}
		SessionKey key = entry.session.key();
		entry.session = entry.session.usedAt(this.clock.instant());
		entry.idleSince = this.nanoTime.getAsLong();
		// The last in the map is the one that was used last.
		owned(key).entries.remove(key.id());
		owned(key).entries.put(key.id(), entry);
		makeSpace(entry);
	}

	/** The sessions of one key. */
	private static final class Owned {

		/** Those that are idle stand in the order of their last use. */
		private final Map<String, Entry> entries = new LinkedHashMap<>();

		private long bytes;

	}

	/** A session, and what the store knows about it. */
	private static final class Entry {

		private Session session;

		private long size;

		private int uses;

		private long idleSince;

		private boolean removed;

		Entry(Session session) {
			this.session = session;
		}

	}

	private final class OpenLease implements Lease {

		private final Entry entry;

		private boolean closed;

		OpenLease(Entry entry) {
			this.entry = entry;
		}

		@Override
		public Session session() {
			return MemorySessions.this.session(this.entry);
		}

		@Override
		public void store(Session next) {
			MemorySessions.this.store(this.entry, next);
		}

		@Override
		public void close() {
			synchronized (MemorySessions.this) {
				if (!this.closed) {
					this.closed = true;
					release(this.entry);
				}
			}
		}

	}

}
