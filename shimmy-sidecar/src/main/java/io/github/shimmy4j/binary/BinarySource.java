package io.github.shimmy4j.binary;

import java.util.List;

import io.github.shimmy4j.capability.ServerProgram;

/** Servers to search for if no program is named. */
public enum BinarySource {

	/**
	 * Shimmy on {@code PATH} and managed, llama-server on {@code PATH} and managed, the
	 * embedded engine, in this order.
	 */
	AUTO,

	/** Shimmy only, on {@code PATH} or managed. */
	SHIMMY,

	/** llama.cpp's own server only, on {@code PATH} or managed. */
	LLAMA_SERVER,

	/** The embedded engine only. */
	EMBEDDED;

	/** The programs to search for, in this order. */
	List<ServerProgram> programs() {
		return switch (this) {
			case AUTO -> List.of(ServerProgram.SHIMMY, ServerProgram.LLAMA_SERVER);
			case SHIMMY -> List.of(ServerProgram.SHIMMY);
			case LLAMA_SERVER -> List.of(ServerProgram.LLAMA_SERVER);
			case EMBEDDED -> List.of();
		};
	}

	/**
	 * Release that is obtained unless another is named.
	 * @return a version as it is written
	 */
	public String usualVersion() {
		return (this == LLAMA_SERVER) ? InstallChoice.LLAMA_SERVER_BUILD : InstallChoice.VERSION;
	}

	boolean includesEngine() {
		return this == AUTO || this == EMBEDDED;
	}

}
