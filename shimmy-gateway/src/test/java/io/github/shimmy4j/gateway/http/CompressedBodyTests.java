package io.github.shimmy4j.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Bodies with a Content-Encoding. */
class CompressedBodyTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int MOST = 100_000;

	private static final byte[] TEXT = "{\"a\":\"\u00e9 word\"} ".repeat(1000).getBytes(StandardCharsets.UTF_8);

	private final RequestBody bodies = new RequestBody(MOST, LIMIT);

	private static byte[] compressed(byte[] body, String how) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		OutputStream out = switch (how) {
			case "gzip", "x-gzip", "GZIP" -> new GZIPOutputStream(bytes);
			case "deflate" -> new DeflaterOutputStream(bytes);
			case "raw" -> new DeflaterOutputStream(bytes, new Deflater(9, true));
			default -> new ZstdOutputStream(bytes);
		};
		try (out) {
			out.write(body);
		}
		return bytes.toByteArray();
	}

	/** In buffers of three bytes. */
	private static MockServerWebExchange request(byte[] body, String... encodings) {
		Flux<DataBuffer> buffers = Flux.range(0, (body.length + 2) / 3)
			.map((each) -> DefaultDataBufferFactory.sharedInstance
				.wrap(Arrays.copyOfRange(body, each * 3, Math.min(body.length, each * 3 + 3))));
		return MockServerWebExchange
			.from(MockServerHttpRequest.post("/").header("Content-Encoding", encodings).body(buffers));
	}

	private byte[] read(byte[] body, String... encodings) {
		return this.bodies.read(request(body, encodings).getRequest()).block(LIMIT);
	}

	private Failure refusal(byte[] body, String... encodings) {
		return Failure.of(catchThrowableOfType(ShimmyException.class, () -> read(body, encodings)));
	}

	@ParameterizedTest
	@CsvSource({ "gzip, gzip", "GZIP, GZIP", "x-gzip, x-gzip", "deflate, deflate", "raw, deflate", "zstd, zstd" })
	void bodyIsDecompressed(String how, String said) throws IOException {
		assertThat(read(compressed(TEXT, how), said)).isEqualTo(TEXT);
		assertThat(read(compressed(new byte[0], how), "identity, " + said)).isEmpty();
		assertThat(read(new byte[0], said)).isEmpty();
	}

	@Test
	void bodyWithoutAnEncodingIsReadAsItIs() {
		assertThat(read(TEXT, "identity")).isEqualTo(TEXT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "deflate", "zstd" })
	void bodyThatBreaksOffIsRefused(String how) throws IOException {
		byte[] whole = compressed(TEXT, how);
		for (int length = 1; length < whole.length; length += 7) {
			Failure refusal = refusal(Arrays.copyOf(whole, length), how);
			assertThat(refusal.status()).as("%d of %d", length, whole.length).isEqualTo(400);
			assertThat(refusal.message()).contains(how);
		}
	}

	@ParameterizedTest
	@EnumSource(BodyEncoding.class)
	void bodyOfAnotherFormIsRefused(BodyEncoding encoding) {
		Failure refusal = refusal(TEXT, encoding.word());
		assertThat(refusal.status()).isEqualTo(400);
		assertThat(refusal.code()).isEqualTo("damaged_body");
	}

	/** Any damage is refused, or is none: it never fails in another way. */
	@ParameterizedTest
	@ValueSource(strings = { "gzip", "deflate", "zstd" })
	void damagedBodyIsRefused(String how) throws IOException {
		byte[] whole = compressed(TEXT, how);
		for (int at = 0; at < whole.length; at++) {
			byte[] damaged = whole.clone();
			damaged[at] ^= (byte) (1 + at % 255);
			try {
				read(damaged, how);
			}
			catch (ShimmyException ex) {
				assertThat(Failure.of(ex).status()).as("byte %d", at).isIn(400, 413);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "deflate", "zstd" })
	void bombIsRefusedAtTheLimitOfPlainBodies(String how) throws IOException {
		assertThat(read(compressed(new byte[MOST], how), how)).hasSize(MOST);
		assertThat(refusal(compressed(new byte[MOST + 1], how), how).status()).isEqualTo(413);
		assertThat(refusal(compressed(new byte[20_000_000], how), how).status()).isEqualTo(413);
	}

	/** A decoder would keep it all before it returns a byte. */
	@Test
	void windowThatClaimsGigabytesIsRefusedBeforeItIsFilled() {
		byte[] window = { 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) 0xA0, 0x03, 0, 0, 0 };
		assertThat(refusal(window, "zstd").status()).isEqualTo(400);
		assertThat(refusal(window, "zstd").message()).contains("window");
		byte[] content = { 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xA0, 0, 0, 0, 0x70, 0x03, 0, 0, 0 };
		assertThat(refusal(content, "zstd").status()).isEqualTo(413);
	}

	@ParameterizedTest
	@ValueSource(strings = { "br", "gzip, gzip", "gzip,zstd", "\u00e9" })
	void unknownEncodingIsToldTheAllowedOnes(String said) {
		Failure refusal = refusal(TEXT, said);
		assertThat(refusal.status()).isEqualTo(415);
		assertThat(refusal.message()).contains("gzip, deflate, zstd").contains(said.replace(",zstd", ", zstd"));
	}

	@Test
	void encodingInTwoHeadersIsRefused() {
		assertThat(refusal(TEXT, "gzip", "gzip").status()).isEqualTo(415);
	}

	@Test
	void decompressedBytesCountInTheMemoryOfBodies() throws IOException {
		BodyMemory memory = new BodyMemory(10L * 10_000);
		byte[] small = compressed(new byte[9_000], "gzip");
		memory.filter(request(small, "gzip"), (entered) -> this.bodies.read(entered.getRequest()).then()).block(LIMIT);
		byte[] bomb = compressed(new byte[11_000], "gzip");
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class,
				() -> memory.filter(request(bomb, "gzip"), (entered) -> this.bodies.read(entered.getRequest()).then())
					.block(LIMIT));
		assertThat(Failure.of(refusal).status()).isEqualTo(413);
		assertThat(refusal).hasMessageContaining("10,000 bytes");
		Disposable held = memory
			.filter(request(small, "gzip"), (entered) -> this.bodies.read(entered.getRequest()).then(Mono.never()))
			.subscribe();
		ShimmyException full = catchThrowableOfType(ShimmyException.class,
				() -> Flux.interval(Duration.ofMillis(10))
					.concatMap((tick) -> memory.filter(request(small, "gzip"),
							(entered) -> this.bodies.read(entered.getRequest()).then()))
					.blockLast(LIMIT));
		held.dispose();
		assertThat(full.code()).isEqualTo(ShimmyErrorCode.OVERLOADED);
	}

}
