package io.github.shimmy4j.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.github.shimmy4j.engine.fuzz.FuzzCase.Kind;
import io.github.shimmy4j.engine.fuzz.FuzzCase.Manner;

/** Requests as bytes: valid, unusual and invalid ones. */
final class HostileHttp {

	static final String CHAT = "/v1/chat/completions";

	static final String COMPLETIONS = "/v1/completions";

	static final String EMBEDDINGS = "/v1/embeddings";

	private static final List<String> JSON_TYPE = List.of("Content-Type: application/json");

	private static final int MOST_PIECES = 300;

	private final HostileJson json;

	private final Random random;

	private final String key;

	HostileHttp(HostileJson json, Random random, String key) {
		this.json = json;
		this.random = random;
		this.key = key;
	}

	/** A valid request. */
	byte[] post(String path, byte[] body) {
		return message("POST " + path + " HTTP/1.1", JSON_TYPE, body);
	}

	private byte[] message(String line, List<String> headers, byte[] body) {
		List<String> all = new ArrayList<>(headers);
		all.add("Content-Length: " + body.length);
		return joined(head(line, all), body);
	}

	private byte[] head(String line, List<String> headers) {
		StringBuilder head = new StringBuilder(line).append("\r\nHost: x\r\nConnection: close\r\n")
			.append("Authorization: Bearer ")
			.append(this.key)
			.append("\r\n");
		headers.forEach((header) -> head.append(header).append("\r\n"));
		return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private static byte[] joined(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

	/** An unusual form of a valid request. */
	FuzzCase odd(byte[] body) {
		return switch (this.random.nextInt(10)) {
			case 0 -> new FuzzCase(Kind.HTTP, Manner.REQUEST, pieces(post(CHAT, body)), FuzzCase.NEVER);
			case 1 -> request(
					joined(head("POST " + CHAT + " HTTP/1.1", List.of(JSON_TYPE.get(0), "Transfer-Encoding: chunked")),
							chunked(body)));
			case 2 ->
				request(message("POST " + CHAT + " HTTP/1.1", List.of(JSON_TYPE.get(0), "Expect: 100-continue"), body));
			case 3 -> request(message("POST " + CHAT + " HTTP/1.1",
					List.of("Content-Type: " + this.json.oneOf("text/plain", "application/x-www-form-urlencoded",
							"multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/jsonx",
							"", "*/*", "application/json;;;", "application/vnd.x+json")),
					body));
			case 4 -> request(message(
					"POST " + CHAT + "?" + this.json.oneOf("", "a=b", "%00", "%zz", "x".repeat(2000)) + " HTTP/1.1",
					JSON_TYPE, body));
			case 5 -> request(message("POST " + CHAT + " HTTP/1.1", List.of(JSON_TYPE.get(0),
					this.json.oneOf("Content-Encoding: gzip", "Origin: https://evil.example", "Origin: null",
							"X-Api-Key: wrong", "Accept: text/html", "Range: bytes=0-1", "Cookie: " + "x".repeat(4000),
							"X-Odd: \u00e9\u0080", "If-None-Match: *", "Host: y", "Upgrade: h2c")),
					body));
			case 6, 7 ->
				request(message("HEAD " + this.json.oneOf("/health", "/v1/models", "/v1/models/tiny", CHAT, "/nowhere")
						+ " HTTP/1.1", List.of(), new byte[0]))
					.in(Manner.HEAD);
			case 8 -> request(message(this.json.oneOf("GET /v1/models", "GET /api/models", "GET /health") + " HTTP/1.1",
					List.of(), body));
			default -> misdirected(body);
		};
	}

	private FuzzCase misdirected(byte[] body) {
		String method = this.json.oneOf("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "post", "X");
		String path = this.json.oneOf(CHAT, COMPLETIONS, EMBEDDINGS, "/", "/v1", "/v1/models/", "/v1/models/x",
				"/v1/models/%zz", "/v1/models/../x", "/v1/models/" + "%F0%9F".repeat(300), "/v1/chat/completions/",
				"//v1/chat/completions", "/v1/../health", "/%76%31/models", "/v1/chat/completions%00", "*",
				"http://x/v1/models", "/metrics", "/slots", "/props", "/completion", "/health/../../etc/passwd",
				"/" + "x".repeat(3000), "/é", "/v1/models;a=b");
		return request(message(method + " " + path + " HTTP/1.1", JSON_TYPE, body)).in(Manner.MISDIRECTED);
	}

	/** Bytes that are not a request, or only a part of one. */
	FuzzCase broken(byte[] body) {
		byte[] right = post(CHAT, body);
		byte[] wrong = switch (this.random.nextInt(9)) {
			case 0 -> Arrays.copyOf(right, this.random.nextInt(right.length));
			case 1 -> joined(head("POST " + CHAT + " HTTP/1.1",
					List.of(JSON_TYPE.get(0),
							"Content-Length: " + this.json.oneOf("-1", "x", "", "99999999999999999999", "5,5", "+5",
									" 5 ", "0x5", "1e3", "9223372036854775807", "5\r\nContent-Length: 6"))),
					body);
			case 2 -> joined(
					head("POST " + CHAT + " HTTP/1.1",
							List.of(JSON_TYPE.get(0), "Transfer-Encoding: chunked", "Content-Length: " + body.length)),
					body);
			case 3 -> joined(head("POST " + CHAT + " HTTP/1.1", List.of(JSON_TYPE.get(0),
					"Transfer-Encoding: " + this.json.oneOf("x", "gzip, chunked", "identity"))), body);
			case 4 -> joined(
					head("POST " + CHAT + " HTTP/1.1", List.of("Transfer-Encoding: chunked", JSON_TYPE.get(0))),
					this.json
						.oneOf("zz\r\nx\r\n", "-1\r\n", "ffffffffffffffff\r\nx", "5\r\nab", "1;" + "x".repeat(20_000))
						.getBytes(StandardCharsets.US_ASCII));
			case 5 -> message(this.json.oneOf("POST", "POST " + CHAT, "POST " + CHAT + " HTTP/9.9",
					"POST  " + CHAT + "  HTTP/1.1", "\0\0\0 / HTTP/1.1", "PRI * HTTP/2.0", "GET / HTTP/1.1 x",
					"POST /\u0001 HTTP/1.1"), JSON_TYPE, body);
			case 6 -> message("POST " + CHAT + " HTTP/1.1",
					List.of(JSON_TYPE.get(0), this.json.oneOf("X: " + "x".repeat(100_000), " folded", "No colon",
							": no name", "X\0: y", "X: a\0b", "\u00e9: x", "X y: z")),
					body);
			case 7 -> {
				byte[] noise = new byte[this.random.nextInt(5000)];
				this.random.nextBytes(noise);
				yield noise;
			}
			default -> joined(right, right, Arrays.copyOf(right, 30));
		};
		return new FuzzCase(Kind.HTTP, Manner.BROKEN, List.of(wrong), FuzzCase.NEVER);
	}

	private static FuzzCase request(byte[] bytes) {
		return FuzzCase.request(Kind.HTTP, bytes);
	}

	private byte[] chunked(byte[] body) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int at = 0;
		while (at < body.length) {
			int size = Math.min(body.length - at, 1 + this.random.nextInt(Math.max(1, body.length / 3)));
			out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(body, at, size);
			out.writeBytes(new byte[] { '\r', '\n' });
			at += size;
		}
		out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		return out.toByteArray();
	}

	/** Pieces of a few bytes each, as a slow line brings them. */
	private List<byte[]> pieces(byte[] bytes) {
		int size = Math.max(1, bytes.length / (1 + this.random.nextInt(MOST_PIECES)));
		List<byte[]> pieces = new ArrayList<>();
		for (int at = 0; at < bytes.length; at += size) {
			pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
		}
		return pieces;
	}

}
