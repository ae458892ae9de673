package io.github.shimmy4j.binary;

import java.util.Locale;
import java.util.regex.Pattern;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The shimmy to obtain, and how.
 *
 * @param how whether and how it is obtained
 * @param version release to obtain
 * @param sha256 SHA-256 of the download, 64 hexadecimal digits; null = the known one of
 * the release
 * @param mirror address to download from, in which {@code {version}} and {@code {asset}}
 * are replaced; null = the project's own releases
 */
public record InstallChoice(BinaryInstall how, ServerVersion version, @Nullable String sha256,
		@Nullable String mirror) {

	/** Release that is obtained by default; it needs no GPU. */
	public static final String VERSION = "1.7.4";

	private static final String VERSION_RULE = "a version of shimmy, 1.x.x or 2.x.x";

	private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

	private static final Pattern ADDRESS = Pattern.compile("https?://[^/\\s@]+/\\S+");

	public InstallChoice {
		sha256 = (sha256 != null) ? sha256.toLowerCase(Locale.ROOT) : null;
		if (ServerCapabilities.of(version).isEmpty()) {
			throw Setting.INSTALL_VERSION.refuse(version, VERSION_RULE);
		}
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
	 * @param version release to obtain, as in {@value #VERSION}
	 * @param sha256 SHA-256 of the download, or null
	 * @param mirror address to download from, or null
	 */
	public InstallChoice(BinaryInstall how, String version, @Nullable String sha256, @Nullable String mirror) {
		this(how, parse(version), sha256, mirror);
	}

	boolean allowed() {
		return this.how != BinaryInstall.NEVER;
	}

	private static ServerVersion parse(String version) {
		return ServerVersion.fromOutput("shimmy " + version)
			.filter((parsed) -> parsed.toString().equals(version))
			.orElseThrow(() -> Setting.INSTALL_VERSION.refuse(version, VERSION_RULE));
	}

}
