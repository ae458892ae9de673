package io.github.shimmy4j.binary;

import java.nio.file.Path;

import io.github.shimmy4j.capability.ServerProgram;
import org.jspecify.annotations.Nullable;

/**
 * The server that a user wants.
 *
 * @param named the only program to consider, or null to search
 * @param source servers to search for if no program is named
 * @param install shimmy to obtain if no server that was found suits
 */
public record BinaryChoice(@Nullable Path named, BinarySource source, InstallChoice install) {

	/**
	 * Ways of installing a shimmy that the user has not allowed, for a log line or a
	 * failure.
	 * @return a clause; empty if installing is allowed, or if shimmy is not searched for
	 */
	public String unusedInstalls() {
		return (searchesShimmy() && !this.install.allowed())
				? "installing is off (never); %s obtain a shimmy where nothing else suits"
					.formatted(BinaryInstall.others())
				: "";
	}

	/** Whether a shimmy is obtained if no server suits. */
	boolean mayObtain() {
		return searchesShimmy() && this.install.allowed();
	}

	private boolean searchesShimmy() {
		return this.named == null && this.source.programs().contains(ServerProgram.SHIMMY);
	}

}
