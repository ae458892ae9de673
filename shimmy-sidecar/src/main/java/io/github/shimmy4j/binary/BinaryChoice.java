package io.github.shimmy4j.binary;

import java.nio.file.Path;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The server that a user wants.
 *
 * @param named the only program to consider, or null to search
 * @param source servers to search for if no program is named
 * @param install server to obtain if none that was found suits
 */
public record BinaryChoice(@Nullable Path named, BinarySource source, InstallChoice install) {

	public BinaryChoice {
		ServerProgram obtained = install.version().program();
		if (named == null && install.allowed() && !source.programs().isEmpty()) {
			Setting.INSTALL_VERSION.require(source.programs().contains(obtained), install.version(),
					"a version of %s, because only that is searched for"
						.formatted(source.programs().get(0).fileName()));
		}
	}

	/**
	 * Ways of installing a server that the user has not allowed, for a log line or a
	 * failure.
	 * @return a clause; empty if installing is allowed, or if no program is searched for
	 */
	public String unusedInstalls() {
		return (searchesProgram() && !this.install.allowed())
				? "installing is off (never); %s obtain %s where nothing else suits".formatted(
						BinaryInstall.others(this.install.version().program()), this.install.version().words())
				: "";
	}

	/** Whether a server is obtained if none suits. */
	boolean mayObtain() {
		return searchesProgram() && this.install.allowed();
	}

	private boolean searchesProgram() {
		return this.named == null && this.source.programs().contains(this.install.version().program());
	}

}
