package io.github.shimmy4j.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Before: every protocol refused a compressed body with 415. */
@ExtendWith(SharedGateway.class)
class CompressedRequestTests {

	private final FakeGateway gateway;

	CompressedRequestTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	private HttpResponse<String> post(String path, String encoding, byte[] body)
			throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.gateway.port() + path))
				.header("Content-Encoding", encoding)
				.POST(BodyPublishers.ofByteArray(body))
				.build(), BodyHandlers.ofString());
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions, /error/code, 413", "/v1/messages, /error/type, 413", "/api/chat, /error, 413",
			"/v1/responses, /error/code, 400" })
	void compressedRequestIsAnsweredAndABombIsRefusedInTheFormOfEachProtocol(String path, String error, int status)
			throws IOException, InterruptedException {
		byte[] body = "{\"model\":\"%s\",\"max_tokens\":99,\"input\":\"Hello\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
			.formatted(FakeGateway.MODEL)
			.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream zstd = new ByteArrayOutputStream();
		try (ZstdOutputStream out = new ZstdOutputStream(zstd)) {
			out.write(body);
		}
		assertThat(post(path, "zstd", zstd.toByteArray()).statusCode()).isEqualTo(200);
		ByteArrayOutputStream gzip = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
			out.write(body);
			out.write(new byte[40_000_000]);
		}
		HttpResponse<String> refused = post(path, "gzip", gzip.toByteArray());
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
		assertThat(FakeGateway.json(refused).at(error).asString()).containsAnyOf("request_too_large", "larger than");
	}

}
