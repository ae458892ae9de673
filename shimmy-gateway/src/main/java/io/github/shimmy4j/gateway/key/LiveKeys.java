package io.github.shimmy4j.gateway.key;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.key.KeyFile.Stamp;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * The keys as the file holds them now, since another process may create or revoke some.
 * The file is examined at most once in {@link #CHECK_INTERVAL} and read only after a
 * change, so that a request does not wait for the disk.
 */
final class LiveKeys {

	/** Longest time in which a key that another process has revoked still works. */
	static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	/** Longer than a request takes from the question whether the keys are fresh. */
	private static final Duration MARGIN = Duration.ofMillis(100);

	private static final PrintableLogger logger = PrintableLogger.of(LiveKeys.class);

	private final KeyFile file;

	private final LongSupplier nanoTime;

	private final Object reading = new Object();

	private volatile @Nullable Known known;

	/** Whether the file has other keys than those that are known. */
	private volatile boolean changed;

	LiveKeys(KeyFile file, LongSupplier nanoTime) {
		this.file = file;
		this.nanoTime = nanoTime;
	}

	/**
	 * The keys by id.
	 * @throws ShimmyException if the file is damaged or cannot be read
	 */
	Map<String, StoredKey> keys() {
		return current().keys();
	}

	/**
	 * Whether requests need a key. A file that is damaged or removed while the gateway
	 * runs must not open it, so requests then need a key until the gateway is restarted.
	 * @throws ShimmyException if the file is damaged or cannot be read
	 */
	boolean required() {
		return current().required();
	}

	/** This process has changed the file. */
	void changed() {
		this.changed = true;
	}

	/**
	 * Whether the keys can be asked for now, and for a moment longer, without looking at
	 * the file.
	 */
	boolean isFresh() {
		return isYounger(CHECK_INTERVAL.minus(MARGIN));
	}

	/** Looks at the file unless another thread has just done so. */
	void refresh() {
		synchronized (this.reading) {
			if (isFresh()) {
				return;
			}
			this.changed = false;
			long now = this.nanoTime.getAsLong();
			Known before = this.known;
			// Readers of the present keys do not wait for the disk.
			this.known = examined(before).at(now);
		}
	}

	private boolean isYounger(Duration age) {
		Known present = this.known;
		return present != null && !this.changed && this.nanoTime.getAsLong() - present.checked() < age.toNanos();
	}

	private Known current() {
		if (!isYounger(CHECK_INTERVAL)) {
			refresh();
		}
		Known present = Objects.requireNonNull(this.known);
		if (present.failure() != null) {
			throw present.failure();
		}
		return present;
	}

	/** The stamp is taken first: a change after it is noticed at the next check. */
	private Known examined(@Nullable Known before) {
		boolean required = before != null && before.required();
		try {
			Stamp stamp = this.file.stamp().orElse(null);
			if (before != null && before.failure() == null && before.stamp() != null && before.stamp().equals(stamp)) {
				return before;
			}
			Optional<List<StoredKey>> keys = this.file.read();
			if (keys.isEmpty()) {
				return removed(before, required);
			}
			return new Known(stamp, byId(keys.get()), !keys.get().isEmpty(), null, 0);
		}
		catch (ShimmyException ex) {
			return new Known(null, Map.of(), true, ex, 0);
		}
	}

	private Known removed(@Nullable Known before, boolean required) {
		if (required && before != null && before.stamp() != null) {
			logger.warn("File of API keys was removed; requests need a key until the gateway is restarted: {}",
					this.file.path());
		}
		return new Known(null, Map.of(), required, null, 0);
	}

	private static Map<String, StoredKey> byId(List<StoredKey> keys) {
		return keys.stream().collect(Collectors.toUnmodifiableMap(StoredKey::id, Function.identity()));
	}

	/**
	 * Result of the last look at the file.
	 *
	 * @param stamp state of the file; null if it is missing or cannot be understood
	 * @param keys keys by id
	 * @param required whether requests need a key
	 * @param failure why the file cannot be used; null if it can
	 * @param checked when the file was looked at, in nanoseconds
	 */
	private record Known(@Nullable Stamp stamp, Map<String, StoredKey> keys, boolean required,
			@Nullable ShimmyException failure, long checked) {

		Known at(long now) {
			return new Known(this.stamp, this.keys, this.required, this.failure, now);
		}

	}

}
