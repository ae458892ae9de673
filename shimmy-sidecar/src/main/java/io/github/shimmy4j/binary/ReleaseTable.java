package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.ShownAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Published releases of shimmy, from {@code releases.yaml}.
 *
 * @param address their address, in which {@code {version}} and {@code {asset}} are
 * replaced
 * @param assets files of a release by platform
 * @param digests verified SHA-256 by version and file
 */
record ReleaseTable(String address, Map<String, Asset> assets, Map<String, Map<String, String>> digests) {

	private static final String ASSET = "{asset}";

	ReleaseTable {
		assets = Map.copyOf(assets);
		digests = Map.copyOf(digests);
	}

	static ReleaseTable builtIn() {
		try (InputStream stream = ReleaseTable.class.getResourceAsStream("releases.yaml")) {
			return new YAMLMapper().readValue(Objects.requireNonNull(stream), ReleaseTable.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether the SHA-256 of the download is known. */
	boolean knowsDigest(InstallChoice wanted, HostPlatform platform) {
		return digest(wanted, platform).isPresent();
	}

	/** Throws INSTALL_FAILED if no release can be verified and run on the platform. */
	Release find(InstallChoice wanted, HostPlatform platform) {
		String digest = digest(wanted, platform)
			.orElseThrow(() -> failed(wanted.version(), "no verified SHA-256 is known for %s; set the %s to name one"
				.formatted(platform.name(), Setting.INSTALL_SHA256.words())));
		String template = (wanted.mirror() != null) ? wanted.mirror() : this.address;
		String file = isOfProject(wanted) ? asset(wanted, platform).file() : "";
		return new Release(address(template.replace("{version}", wanted.version().toString()).replace(ASSET, file)),
				digest);
	}

	private Optional<String> digest(InstallChoice wanted, HostPlatform platform) {
		if (wanted.sha256() != null || !isOfProject(wanted)) {
			return Optional.ofNullable(wanted.sha256());
		}
		return Optional.ofNullable(this.assets.get(platform.name()))
			.map((asset) -> this.digests.getOrDefault(wanted.version().toString(), Map.of()).get(asset.file()));
	}

	/** False for a mirror with files of its own, which are not in this table. */
	private static boolean isOfProject(InstallChoice wanted) {
		return wanted.mirror() == null || wanted.mirror().contains(ASSET);
	}

	private Asset asset(InstallChoice wanted, HostPlatform platform) {
		Asset asset = this.assets.get(platform.name());
		if (asset == null) {
			throw failed(wanted.version(), "its releases have no program for %s, but for %s".formatted(platform.name(),
					String.join(", ", this.assets.keySet().stream().sorted().toList())));
		}
		String needed = asset.glibc();
		if (needed != null && platform.musl()) {
			throw failed(wanted.version(),
					"'%s' needs GNU's C library %s, and this machine has musl".formatted(asset.file(), needed));
		}
		if (needed != null && platform.isGlibcOlderThan(needed)) {
			throw failed(wanted.version(), "'%s' needs GNU's C library %s, and this machine has %s"
				.formatted(asset.file(), needed, platform.glibc()));
		}
		return asset;
	}

	private static URI address(String text) {
		try {
			return URI.create(text);
		}
		catch (IllegalArgumentException ex) {
			throw Setting.INSTALL_MIRROR.refuse(text, ", which is no address", ex);
		}
	}

	private static ShimmyException failed(ServerVersion version, String why) {
		return new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
				"Shimmy %s cannot be downloaded: %s".formatted(version, why));
	}

	/**
	 * A file of a release.
	 *
	 * @param file its name
	 * @param glibc oldest version of GNU's C library that it runs with; null = any C
	 * library
	 */
	record Asset(String file, @Nullable String glibc) {
	}

	/** A file to download, with its digest. */
	record Release(URI address, String sha256) {

		/** Last part of the address. */
		String fileName() {
			String path = this.address.getPath();
			return path.substring(path.lastIndexOf('/') + 1);
		}

		/** The address without its query, which may contain a secret. */
		String shown() {
			return ShownAddress.of(this.address);
		}

	}

}
