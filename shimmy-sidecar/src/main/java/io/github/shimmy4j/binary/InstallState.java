package io.github.shimmy4j.binary;

/**
 * How far an installation is, written down for those who wait for it.
 *
 * @param how {@code DOWNLOAD} or {@code CARGO}
 * @param done bytes, or crates
 * @param total bytes expected, or unknown
 * @param detail address, or last crate
 */
record InstallState(BinaryInstall how, long done, long total, String detail) {

	void tell(InstallProgress listener) {
		listener.progressed(this.how, this.done, this.total, this.detail);
	}

}
