package io.github.shimmy4j.binary;

/** How a managed binary was obtained. */
public enum BinaryOrigin {

	/** A published release. */
	DOWNLOADED,

	/** A build with cargo on this machine. */
	BUILT,

	/** Nobody wrote it down. */
	UNKNOWN

}
