package io.github.shimmy4j.model;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of Hugging Face repositories, see
 * <a href="https://huggingface.co/docs/hub/models-downloading">downloading models</a>.
 */
final class HubTransfer {

	/**
	 * As huggingface_hub: long enough for a slow network, short enough to try elsewhere.
	 */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** Silence after which the server, or what is between, has forgotten us. */
	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

	private static final int OK = 200;

	private final URI endpoint;

	private final Duration connectTimeout;

	private final Duration stallTimeout;

	private HubTransfer(URI endpoint, Duration connectTimeout, Duration stallTimeout) {
		this.endpoint = endpoint;
		this.connectTimeout = connectTimeout;
		this.stallTimeout = stallTimeout;
	}

	static HubTransfer of(Map<String, String> environment) {
		return new HubTransfer(endpoint(environment.getOrDefault("HF_ENDPOINT", "")), CONNECT_TIMEOUT, STALL_TIMEOUT);
	}

	HubTransfer waitingFor(Duration timeout) {
		return new HubTransfer(this.endpoint, timeout, timeout);
	}

	void fetch(ModelSource.Hub source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(address(source)).header("User-Agent", "shimmy4j").build();
		HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(request);
		try (ResponseBody body = new ResponseBody(response.body())) {
			check(response, file.model());
			for (ByteBuffer bytes = next(body, file); bytes != null; bytes = next(body, file)) {
				file.write(bytes);
				progress.transferred(file.sizeBytes(), file.model().sizeBytes(), source.description());
			}
		}
	}

	URI address(ModelSource.Hub source) {
		return URI.create(
				"%s/%s/resolve/%s/%s".formatted(this.endpoint, source.repository(), source.revision(), source.file()));
	}

	/** Redirects are followed, but never from HTTPS to HTTP. */
	private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request)
			throws IOException, InterruptedException {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(this.connectTimeout)
			.followRedirects(HttpClient.Redirect.NORMAL)
			.build();
		CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer = client.sendAsync(request,
				BodyHandlers.ofPublisher());
		try {
			return answer.get(answerMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw TransferReason.ioFailure(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("'%s' did not answer within %d ms".formatted(request.uri(), answerMillis()), ex);
		}
		finally {
			answer.cancel(true);
		}
	}

	private long answerMillis() {
		return this.connectTimeout.plus(this.stallTimeout).toMillis();
	}

	private static void check(HttpResponse<?> response, CatalogVariant model) throws IOException {
		if (response.statusCode() != OK) {
			throw new IOException("'%s' answered with HTTP %d".formatted(response.uri(), response.statusCode()));
		}
		long announced = response.headers().firstValueAsLong("Content-Length").orElse(0);
		if (announced > model.sizeBytes()) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' has %,d bytes, expected %,d".formatted(response.uri(), announced, model.sizeBytes()));
		}
	}

	private @Nullable ByteBuffer next(ResponseBody body, PartialFile file) throws IOException, InterruptedException {
		try {
			return body.next(this.stallTimeout);
		}
		catch (TimeoutException ex) {
			throw new IOException("no byte within %d ms, after %,d of %,d bytes".formatted(this.stallTimeout.toMillis(),
					file.sizeBytes(), file.model().sizeBytes()), ex);
		}
		catch (IOException ex) {
			throw new IOException("connection lost after %,d of %,d bytes: %s".formatted(file.sizeBytes(),
					file.model().sizeBytes(), ex.getMessage()), ex);
		}
	}

	private static URI endpoint(String value) {
		String address = value.isBlank() ? "https://huggingface.co" : value.strip().replaceAll("/+$", "");
		if (!address.matches("https?://[^/\\s]+\\S*")) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"HF_ENDPOINT is '%s', which is not an http or https address".formatted(value));
		}
		return URI.create(address);
	}

}
