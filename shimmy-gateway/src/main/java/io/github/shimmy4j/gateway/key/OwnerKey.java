package io.github.shimmy4j.gateway.key;

import io.github.shimmy4j.daemon.DaemonProof;

/**
 * The key by which programs of the daemon's user use the gateway, also where others need
 * an API key.
 *
 * @param text the key
 */
public record OwnerKey(String text) {

	/** Whether a client has sent it. The time does not tell how much of it is right. */
	boolean is(String presented) {
		return DaemonProof.matches(this.text, presented);
	}

	/** Leaves out the key. */
	@Override
	public String toString() {
		return "OwnerKey[]";
	}

}
