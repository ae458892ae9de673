package io.github.shimmy4j.binary;

import java.util.Locale;
import java.util.regex.Pattern;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The server to obtain, and how.
 *
 * @param how whether and how it is obtained
 * @param version release to obtain, of shimmy or of llama-server
 * @param sha256 SHA-256 of the download, 64 hexadecimal digits; null = the known one of
 * the release
 * @param mirror address to download from, in which {@code {version}} and {@code {asset}}
 * are replaced; null = the project's own releases
 * @param gpuMode accelerator for which a release is chosen
 */
public record InstallChoice(BinaryInstall how, ServerVersion version, @Nullable String sha256, @Nullable String mirror,
		GpuMode gpuMode) {

	/** Release of shimmy that is obtained by default; it needs no GPU. */
	public static final String VERSION = "1.7.4";

	/**
	 * Build of llama-server that is obtained by default. It is the one that llama.cpp
	 * published as its stable release 0.4.1.
	 */
	public static final String LLAMA_SERVER_BUILD = "b10964";

	private static final String VERSION_RULE = "a version of shimmy, 1.x.x or 2.x.x, or a build of llama-server, such as "
			+ LLAMA_SERVER_BUILD;

	private static final Pattern BUILD = Pattern.compile("b[1-9]\\d{0,8}");

	private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

	private static final Pattern ADDRESS = Pattern.compile("https?://[^/\\s@]+/\\S+");

	public InstallChoice {
		sha256 = (sha256 != null) ? sha256.toLowerCase(Locale.ROOT) : null;
		if (ServerCapabilities.of(version).isEmpty()) {
			throw Setting.INSTALL_VERSION.refuse(version, VERSION_RULE);
		}
		Setting.INSTALL.require(how != BinaryInstall.CARGO || version.program() == ServerProgram.SHIMMY,
				how.name().toLowerCase(Locale.ROOT), "download or auto for llama-server, which cargo does not build");
		if (sha256 != null) {
			Setting.INSTALL_SHA256.require(DIGEST.matcher(sha256).matches(), sha256, "64 hexadecimal digits");
		}
		if (mirror != null) {
			Setting.INSTALL_MIRROR.require(ADDRESS.matcher(mirror).matches(), mirror,
					"an http or https address of a file, without a password");
		}
	}

	/**
	 * A choice with the version as it is written.
	 * @param how whether and how it is obtained
	 * @param version release to obtain, as in {@value #VERSION} or
	 * {@value #LLAMA_SERVER_BUILD}
	 * @param sha256 SHA-256 of the download, or null
	 * @param mirror address to download from, or null
	 * @param gpuMode accelerator for which a release is chosen
	 */
	public InstallChoice(BinaryInstall how, String version, @Nullable String sha256, @Nullable String mirror,
			GpuMode gpuMode) {
		this(how, parse(version), sha256, mirror, gpuMode);
	}

	/**
	 * A choice for whatever accelerator this machine has.
	 * @param how whether and how it is obtained
	 * @param version release to obtain
	 * @param sha256 SHA-256 of the download, or null
	 * @param mirror address to download from, or null
	 */
	public InstallChoice(BinaryInstall how, String version, @Nullable String sha256, @Nullable String mirror) {
		this(how, version, sha256, mirror, GpuMode.AUTO);
	}

	boolean allowed() {
		return this.how != BinaryInstall.NEVER;
	}

	private static ServerVersion parse(String version) {
		if (BUILD.matcher(version).matches()) {
			return ServerVersion.build(Integer.parseInt(version.substring(1)));
		}
		return ServerVersion.fromOutput("shimmy " + version)
			.filter((parsed) -> parsed.toString().equals(version))
			.orElseThrow(() -> Setting.INSTALL_VERSION.refuse(version, VERSION_RULE));
	}

}
