package io.github.shimmy4j.gateway.key;

/**
 * Who sends a request.
 *
 * @param id id of the caller's API key; empty if no key is required
 * @param label label of the key
 * @param limits what the caller's requests may use
 */
public record Caller(String id, String label, KeyLimits limits) {

	/** Every program of this machine while no key is required. */
	public static final Caller ANONYMOUS = new Caller("", "anonymous", KeyLimits.NONE);

	/** Programs of the daemon's user, which have read its file. */
	public static final Caller OWNER = new Caller("owner", "owner", KeyLimits.NONE);

	/** The owner of a key. */
	public static Caller of(ApiKey key) {
		return new Caller(key.id(), key.label(), key.limits());
	}

	/** Whether the caller needed no key. */
	public boolean isAnonymous() {
		return this.id.isEmpty();
	}

	/** Names the caller in messages, such as "The key 'editor'". */
	@Override
	public String toString() {
		return isAnonymous() ? "A caller without a key" : "The key '%s'".formatted(this.label);
	}

}
