package io.github.shimmy4j.binary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Downloads by HTTP. GitHub points to a storage host, which is followed; but never from
 * HTTPS to HTTP.
 */
final class ReleaseDownload implements FileDownload {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** Silence after which the server, or what is between, has forgotten us. */
	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

	/** Shimmy has 10 to 20 MB, with CUDA several times as much. */
	private static final long MAX_BYTES = 512L * 1024 * 1024;

	private static final Duration TICK = Duration.ofMillis(100);

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MOST_REDIRECTS = 10;

	private static final int OK = 200;

	private final Supplier<HttpClient.Builder> clients;

	private final Duration stallTimeout;

	private final long maxBytes;

	ReleaseDownload() {
		this(HttpClient::newBuilder, STALL_TIMEOUT, MAX_BYTES);
	}

	ReleaseDownload(Supplier<HttpClient.Builder> clients, Duration stallTimeout, long maxBytes) {
		this.clients = clients;
		this.stallTimeout = stallTimeout;
		this.maxBytes = maxBytes;
	}

	@Override
	public void fetch(Release release, Path file, InstallProgress progress) throws IOException, InterruptedException {
		HttpClient client = this.clients.get()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(CONNECT_TIMEOUT)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		Path partial = file.resolveSibling(file.getFileName() + ".partial");
		try {
			URI address = release.address();
			for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
				try (ReceivedFile received = ReceivedFile.create(partial, this.maxBytes)) {
					HttpResponse<Void> response = get(client, address, received, progress);
					if (response.statusCode() == OK) {
						received.requireDigest(release);
						Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
						return;
					}
					address = next(response);
				}
			}
			throw new IOException("'%s' points on more than %d times".formatted(release.shown(), MOST_REDIRECTS));
		}
		finally {
			Files.deleteIfExists(partial);
		}
	}

	private HttpResponse<Void> get(HttpClient client, URI address, ReceivedFile received, InstallProgress progress)
			throws IOException, InterruptedException {
		String shown = Release.shown(address);
		HttpRequest request = HttpRequest.newBuilder(address).header("User-Agent", "shimmy4j").build();
		CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, received);
		try {
			while (true) {
				try {
					HttpResponse<Void> response = answer.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
					report(received, shown, progress);
					return response;
				}
				catch (TimeoutException ex) {
					if (received.silence().compareTo(this.stallTimeout) > 0) {
						throw new IOException("'%s' sent nothing for %d ms, after %,d bytes".formatted(shown,
								this.stallTimeout.toMillis(), received.sizeBytes()), ex);
					}
					report(received, shown, progress);
				}
			}
		}
		catch (ExecutionException ex) {
			throw failed(shown, received, ex.getCause());
		}
		finally {
			answer.cancel(true);
		}
	}

	private static void report(ReceivedFile received, String address, InstallProgress progress) {
		if (received.sizeBytes() > 0) {
			progress.progressed(BinaryInstall.DOWNLOAD, received.sizeBytes(), received.totalBytes(), address);
		}
	}

	private static IOException failed(String address, ReceivedFile received, @Nullable Throwable cause) {
		if (cause instanceof ShimmyException known) {
			throw known;
		}
		for (Throwable each = cause; each != null; each = each.getCause()) {
			if (each instanceof UnresolvedAddressException) {
				return new IOException("the host of '%s' is not known here".formatted(address), cause);
			}
		}
		return new IOException("'%s' broke off after %,d bytes: %s".formatted(address, received.sizeBytes(), cause),
				cause);
	}

	/** Where an answer that is not the file points to. */
	private static URI next(HttpResponse<?> response) throws IOException {
		String location = response.headers().firstValue("Location").orElse("");
		String from = Release.shown(response.uri());
		if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
			throw new IOException("'%s' answered with HTTP %d".formatted(from, response.statusCode()));
		}
		URI target = resolve(response.uri(), location);
		String scheme = Objects.requireNonNullElse(target.getScheme(), "").toLowerCase(Locale.ROOT);
		boolean plain = scheme.equals("http") && !response.uri().getScheme().equalsIgnoreCase("https");
		if (target.getHost() == null || !(scheme.equals("https") || plain)) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"'%s' points to '%s', which is not followed".formatted(from, Release.shown(target)));
		}
		return target;
	}

	private static URI resolve(URI from, String location) throws IOException {
		try {
			return from.resolve(location);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("'%s' points to what is no address".formatted(Release.shown(from)), ex);
		}
	}

}
