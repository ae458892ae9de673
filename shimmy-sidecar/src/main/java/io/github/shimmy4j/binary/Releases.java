package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.capability.ServerProgram;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Published releases, as far as this machine can use them. */
final class Releases {

	private final Map<ServerProgram, ReleaseTable> tables;

	private final HostPlatform platform;

	private final BooleanSupplier gpu;

	/**
	 * The releases for a machine.
	 * @param tables table of each program that can be downloaded
	 * @param gpu whether it has a GPU; may block for seconds, and is asked only if it
	 * matters
	 */
	Releases(Map<ServerProgram, ReleaseTable> tables, HostPlatform platform, BooleanSupplier gpu) {
		this.tables = Map.copyOf(tables);
		this.platform = platform;
		this.gpu = gpu;
	}

	/** The tables of {@code releases.yaml}. */
	static Map<ServerProgram, ReleaseTable> builtIn() {
		try (InputStream stream = Releases.class.getResourceAsStream("releases.yaml")) {
			Map<String, ReleaseTable> tables = new YAMLMapper().readValue(Objects.requireNonNull(stream),
					new TypeReference<>() {
					});
			return Map.of(ServerProgram.SHIMMY, table(tables, ServerProgram.SHIMMY), ServerProgram.LLAMA_SERVER,
					table(tables, ServerProgram.LLAMA_SERVER));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ReleaseTable table(Map<String, ReleaseTable> tables, ServerProgram program) {
		return Objects.requireNonNull(tables.get(program.fileName()), program.fileName());
	}

	/** Whether the SHA-256 of the download is known. */
	boolean knowsDigest(InstallChoice wanted) {
		return of(wanted).knowsDigest(wanted, this.platform, this.gpu);
	}

	/** Throws INSTALL_FAILED if no release can be verified and run here. */
	Release find(InstallChoice wanted) {
		return of(wanted).find(wanted, this.platform, this.gpu);
	}

	private ReleaseTable of(InstallChoice wanted) {
		return Objects.requireNonNull(this.tables.get(wanted.version().program()));
	}

}
