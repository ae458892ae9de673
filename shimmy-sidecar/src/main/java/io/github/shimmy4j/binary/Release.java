package io.github.shimmy4j.binary;

import java.net.URI;

import io.github.shimmy4j.transfer.ShownAddress;

/**
 * A file to download that has a known digest.
 *
 * @param address where it is
 * @param sha256 what it must be
 */
record Release(URI address, String sha256) {

	/** Last part of the address. */
	String fileName() {
		String path = this.address.getPath();
		return path.substring(path.lastIndexOf('/') + 1);
	}

	/** The address without its query, in which there may be a secret. */
	String shown() {
		return ShownAddress.of(this.address);
	}

}
