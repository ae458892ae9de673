package io.github.shimmy4j.binary;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.ShownAddress;
import org.jspecify.annotations.Nullable;

/**
 * Published releases of one program.
 *
 * @param address their address, in which {@code {version}} and {@code {asset}} are
 * replaced
 * @param assets files of a release by platform, preferred ones first
 * @param digests verified SHA-256 by version and file
 */
record ReleaseTable(String address, Map<String, List<Asset>> assets, Map<String, Map<String, String>> digests) {

	private static final String VERSION = "{version}";

	private static final String ASSET = "{asset}";

	ReleaseTable {
		assets = Map.copyOf(assets);
		digests = Map.copyOf(digests);
	}

	/**
	 * Whether the SHA-256 of the download is known.
	 * @param gpu whether this machine has a GPU; only asked if it matters
	 */
	boolean knowsDigest(InstallChoice wanted, HostPlatform platform, BooleanSupplier gpu) {
		return digest(wanted, platform, gpu).isPresent();
	}

	/**
	 * Finds the file to download. Throws INSTALL_FAILED if no release can be verified and
	 * run on the platform.
	 * @param gpu whether this machine has a GPU; only asked if it matters
	 */
	Release find(InstallChoice wanted, HostPlatform platform, BooleanSupplier gpu) {
		String digest = digest(wanted, platform, gpu)
			.orElseThrow(() -> failed(wanted.version(), "no verified SHA-256 is known for %s; set the %s to name one"
				.formatted(platform.name(), Setting.INSTALL_SHA256.words())));
		String template = (wanted.mirror() != null) ? wanted.mirror() : this.address;
		String file = isOfProject(wanted) ? asset(wanted, platform, gpu).of(wanted.version()) : "";
		return new Release(address(template.replace(VERSION, wanted.version().toString()).replace(ASSET, file)),
				digest);
	}

	private Optional<String> digest(InstallChoice wanted, HostPlatform platform, BooleanSupplier gpu) {
		if (wanted.sha256() != null || !isOfProject(wanted)) {
			return Optional.ofNullable(wanted.sha256());
		}
		Map<String, String> known = this.digests.getOrDefault(wanted.version().toString(), Map.of());
		// A version that nobody verified needs no detection of accelerators.
		return known.isEmpty() ? Optional.empty()
				: suitable(wanted, platform, gpu).map((asset) -> known.get(asset.of(wanted.version())));
	}

	/** False for a mirror with files of its own, which are not in this table. */
	private static boolean isOfProject(InstallChoice wanted) {
		return wanted.mirror() == null || wanted.mirror().contains(ASSET);
	}

	private Optional<Asset> suitable(InstallChoice wanted, HostPlatform platform, BooleanSupplier gpu) {
		List<Asset> all = assets(platform);
		GpuMode mode = wanted.gpuMode();
		if (mode != GpuMode.AUTO) {
			return all.stream().filter((asset) -> asset.serves(mode)).findFirst();
		}
		// A file for a GPU also runs on the CPU, but it is larger.
		boolean cpuOnly = all.size() > 1 && !gpu.getAsBoolean();
		return all.stream().filter((asset) -> !cpuOnly || asset.serves(GpuMode.CPU)).findFirst();
	}

	private List<Asset> assets(HostPlatform platform) {
		return this.assets.getOrDefault(platform.name(), List.of());
	}

	private Asset asset(InstallChoice wanted, HostPlatform platform, BooleanSupplier gpu) {
		Asset asset = suitable(wanted, platform, gpu).orElseThrow(() -> missing(wanted, platform));
		String needed = asset.glibc();
		if (needed != null && platform.musl()) {
			throw failed(wanted.version(), "'%s' needs GNU's C library %s, and this machine has musl"
				.formatted(asset.of(wanted.version()), needed));
		}
		if (needed != null && platform.isGlibcOlderThan(needed)) {
			throw failed(wanted.version(), "'%s' needs GNU's C library %s, and this machine has %s"
				.formatted(asset.of(wanted.version()), needed, platform.glibc()));
		}
		return asset;
	}

	private ShimmyException missing(InstallChoice wanted, HostPlatform platform) {
		List<Asset> others = assets(platform);
		if (others.isEmpty()) {
			return failed(wanted.version(), "its releases have no program for %s, but for %s".formatted(platform.name(),
					String.join(", ", this.assets.keySet().stream().sorted().toList())));
		}
		return failed(wanted.version(),
				"its releases have no whole program for %s on %s, but for %s; set %s and %s to another file"
					.formatted(wanted.gpuMode().id(), platform.name(), String.join(", ",
							others.stream().flatMap((asset) -> asset.modes().stream()).distinct().sorted().toList()),
							Setting.INSTALL_MIRROR.words(), Setting.INSTALL_SHA256.words()));
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
				"Cannot download %s: %s".formatted(version.words(), why));
	}

	/**
	 * A file of a release.
	 *
	 * @param file its name, in which {@code {version}} is replaced
	 * @param glibc oldest version of GNU's C library that it runs with; null = any C
	 * library
	 * @param modes GPU modes that it serves; empty = all
	 */
	record Asset(String file, @Nullable String glibc, Set<String> modes) {

		Asset(String file, @Nullable String glibc, @Nullable Set<String> modes) {
			this.file = file;
			this.glibc = glibc;
			// Null if the file lacks the field.
			this.modes = (modes != null) ? Set.copyOf(modes) : Set.of();
		}

		String of(ServerVersion version) {
			return this.file.replace(VERSION, version.toString());
		}

		boolean serves(GpuMode mode) {
			return this.modes.isEmpty() || this.modes.contains(mode.id());
		}

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
