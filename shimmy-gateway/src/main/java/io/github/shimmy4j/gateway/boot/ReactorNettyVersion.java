package io.github.shimmy4j.gateway.boot;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Optional;

import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

/**
 * Warns of Reactor Netty before 1.3.8, which can stop reading from a kept connection
 * (reactor/reactor-netty issue 4361): the next request on it is never answered.
 */
final class ReactorNettyVersion {

	private static final PrintableLogger logger = PrintableLogger.of(ReactorNettyVersion.class);

	private static final Version MENDED = Version.parse("1.3.8");

	private ReactorNettyVersion() {
	}

	/** Warns if the application has such a version. */
	static void warnOfOld() {
		warning(HttpServer.class.getPackage().getImplementationVersion()).ifPresent(logger::warn);
	}

	/**
	 * The warning.
	 * @param version version of Reactor Netty; null if it is not known
	 * @return empty if the version is new enough, or not known
	 */
	static Optional<String> warning(@Nullable String version) {
		if (version == null) {
			return Optional.empty();
		}
		try {
			return (Version.parse(version).compareTo(MENDED) >= 0) ? Optional.empty()
					: Optional.of(("Reactor Netty %s can leave requests on kept connections unanswered; "
							+ "use %s (Spring Boot 4.1.2) or newer")
						.formatted(version, MENDED));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
