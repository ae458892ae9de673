package io.github.shimmy4j.gateway.key;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.storage.ShimmyHome;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of a gateway, in one file that only its owner may read. The file holds
 * digests, so it does not reveal the keys. Several processes may use it at the same time.
 * For several threads.
 */
public final class ApiKeys {

	private final KeyFile file;

	private final LiveKeys live;

	private final Clock clock;

	private final @Nullable OwnerKey owner;

	private final SecureRandom random = new SecureRandom();

	/**
	 * Keys in a file that need not exist.
	 * @param file the file
	 * @param clock tells the moment of a key's creation
	 * @param nanoTime monotonic time in nanoseconds
	 * @param pause lets time pass while another process changes the file
	 * @param owner key of this user's programs, or null if there is none
	 */
	ApiKeys(Path file, Clock clock, LongSupplier nanoTime, Pause pause, @Nullable OwnerKey owner) {
		this.file = new KeyFile(file, pause);
		this.live = new LiveKeys(this.file, nanoTime);
		this.clock = clock;
		this.owner = owner;
	}

	/** The keys of this user's gateway. */
	public static ApiKeys of(ShimmyHome home) {
		return of(home, null);
	}

	/**
	 * The keys of this user's gateway.
	 * @param home directories of the user
	 * @param owner another key, which is in no file; null for none
	 * @return the keys
	 */
	public static ApiKeys of(ShimmyHome home, @Nullable OwnerKey owner) {
		return new ApiKeys(home.gatewayKeys(), Clock.systemUTC(), System::nanoTime, Pause.SLEEP, owner);
	}

	/**
	 * Creates a key. Blocks while another process changes the file.
	 * @param label name of the key in lists, logs and metrics
	 * @param limits what its requests may use
	 * @return the key with its secret, which cannot be shown again
	 * @throws ShimmyException if the label is not allowed, there are 256 keys, or the
	 * file cannot be read or written
	 */
	public NewApiKey create(String label, KeyLimits limits) {
		KeyText text = KeyText.random(this.random);
		StoredKey key = new StoredKey(text.id(), label, this.clock.instant().truncatedTo(ChronoUnit.MILLIS),
				text.sha256(), limits);
		this.file.change((keys) -> Stream.concat(keys.stream(), Stream.of(key)).toList());
		this.live.changed();
		return new NewApiKey(key.shown(), Secret.of(text.text()));
	}

	/**
	 * Lists the keys, oldest first.
	 * @return the keys as they may be shown
	 * @throws ShimmyException if the file is damaged or cannot be read
	 */
	public List<ApiKey> list() {
		return this.live.keys()
			.values()
			.stream()
			.map(StoredKey::shown)
			.sorted(Comparator.comparing(ApiKey::created).thenComparing(ApiKey::id))
			.toList();
	}

	/**
	 * Revokes a key; other processes refuse it within a second. Blocks while another
	 * process changes the file. A gateway whose last key was revoked needs no key on
	 * loopback, as before the first one was created.
	 * @param id id of the key
	 * @return false if no key has that id
	 * @throws ShimmyException if the file cannot be read or written
	 */
	public boolean revoke(String id) {
		if (this.file.read().stream().flatMap(List::stream).noneMatch((key) -> key.id().equals(id))) {
			return false;
		}
		this.file.change((keys) -> keys.stream().filter((key) -> !key.id().equals(id)).toList());
		this.live.changed();
		return true;
	}

	/**
	 * Tells whether requests need a key: a key exists, or the file was removed after this
	 * process had seen a key in it.
	 * @return false if any key or none is accepted on loopback
	 * @throws ShimmyException if the file is damaged or cannot be read, which must not
	 * open the gateway
	 */
	public boolean isRequired() {
		return this.live.required();
	}

	/**
	 * Tells whether the next question can be answered without looking at the file. A
	 * thread that must not block calls {@link #refresh()} on another one otherwise.
	 * @return false about once in a second
	 */
	public boolean isFresh() {
		return this.live.isFresh();
	}

	/** Looks at the file, unless that was done a moment ago. Blocks; never fails. */
	public void refresh() {
		this.live.refresh();
	}

	/**
	 * Finds out who sends a request.
	 * @param presented what the client sent as its key, or null if it sent none
	 * @return the caller; anonymous while no key is required; empty if a key is required
	 * and this is none
	 * @throws ShimmyException if the file is damaged or cannot be read
	 */
	public Optional<Caller> caller(@Nullable String presented) {
		if (presented != null && this.owner != null && this.owner.is(presented)) {
			return Optional.of(Caller.OWNER);
		}
		if (!isRequired()) {
			return Optional.of(Caller.ANONYMOUS);
		}
		return (presented != null) ? authenticate(presented).map(Caller::of) : Optional.empty();
	}

	/**
	 * Finds a key. Neither the time nor the result tells how much of a wrong key is
	 * right.
	 * @param presented what the client sent as its key; any text of any length
	 * @return the key; empty if there is no such key
	 * @throws ShimmyException if the file is damaged or cannot be read
	 */
	public Optional<ApiKey> authenticate(String presented) {
		KeyText text = KeyText.of(presented).orElse(null);
		if (text == null) {
			return Optional.empty();
		}
		StoredKey stored = this.live.keys().get(text.id());
		boolean same = (stored != null) ? stored.is(text) : StoredKey.isNone(text);
		return (stored != null && same) ? Optional.of(stored.shown()) : Optional.empty();
	}

}
