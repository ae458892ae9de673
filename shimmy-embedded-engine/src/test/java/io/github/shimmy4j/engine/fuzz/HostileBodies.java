package io.github.shimmy4j.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Bodies of requests with hostile messages, sampling or inputs, and bodies that are not
 * JSON.
 */
final class HostileBodies {

	private static final List<String> FIELDS = List.of("model", "messages", "stream", "stream_options", "max_tokens",
			"max_completion_tokens", "temperature", "top_p", "seed", "n", "stop", "frequency_penalty",
			"presence_penalty", "logprobs", "top_logprobs", "logit_bias", "tools", "tool_choice", "functions",
			"function_call", "audio", "modalities", "response_format", "user", "metadata", "min_p", "top_k", "grammar",
			"json_schema", "prompt", "n_predict", "cache_prompt", "reasoning_effort", "unknown");

	private static final String MESSAGES = "[{\"role\":\"user\",\"content\":\"Say OK\"}]";

	private final HostileJson json;

	private final Random random;

	private final String model;

	HostileBodies(HostileJson json, Random random, String model) {
		this.json = json;
		this.random = random;
		this.model = HostileJson.quoted(model);
	}

	/** A request for a short answer with these fields in addition. */
	String chat(String messages, List<String> fields) {
		List<String> all = new ArrayList<>(
				List.of(HostileJson.field("model", this.model), HostileJson.field("messages", messages)));
		all.addAll(fields);
		if (fields.stream().noneMatch((field) -> field.startsWith("\"max_tokens\""))) {
			all.add(HostileJson.field("max_tokens", String.valueOf(1 + this.random.nextInt(8))));
		}
		if (fields.stream().noneMatch((field) -> field.startsWith("\"stream\"")) && this.json.chance(40)) {
			all.add("\"stream\":true");
		}
		return HostileJson.object(all);
	}

	String plain(List<String> fields) {
		return chat(MESSAGES, fields);
	}

	String messages() {
		return chat(this.json.array(this::message, this.random.nextInt(6)), List.of());
	}

	String manyMessages() {
		int count = this.json.oneOf(300, 3000, 8000, 30_000);
		String content = HostileJson.quoted(this.json.oneOf("ok", "", "🎉", "<|im_end|>", " "));
		return chat(IntStream.range(0, count)
			.mapToObj((i) -> "{\"role\":\"" + ((i % 2 == 0) ? "user" : "assistant") + "\",\"content\":" + content + "}")
			.collect(Collectors.joining(",", "[", "]")), List.of());
	}

	private String message() {
		List<String> fields = new ArrayList<>();
		if (!this.json.chance(3)) {
			fields.add(HostileJson.field("role",
					this.json.chance(85)
							? HostileJson.quoted(this.json.oneOf("user", "assistant", "system", "developer"))
							: this.json.value()));
		}
		if (!this.json.chance(3)) {
			fields.add(HostileJson.field("content", content()));
		}
		if (this.json.chance(6)) {
			fields.add(HostileJson.field(
					this.json.oneOf("tool_calls", "name", "tool_call_id", "refusal", "audio", "function_call", "role"),
					this.json.value()));
		}
		return this.json.chance(2) ? this.json.value() : HostileJson.object(fields);
	}

	private String content() {
		int choice = this.random.nextInt(10);
		if (choice < 7) {
			return this.json.quotedText();
		}
		return (choice < 8) ? this.json.value() : this.json.array(this::part, this.random.nextInt(4));
	}

	private String part() {
		return this.json.chance(80) ? "{\"type\":\"text\",\"text\":" + this.json.quotedText() + "}"
				: "{\"type\":" + this.json.oneOf("\"image_url\"", "\"input_audio\"", "\"text\"", "7")
						+ ",\"image_url\":" + this.json.value() + "}";
	}

	String sampling() {
		List<String> fields = new ArrayList<>();
		for (int left = this.random.nextInt(4); left >= 0; left--) {
			fields.add(sample());
		}
		return plain(fields);
	}

	private String sample() {
		int choice = this.random.nextInt(10);
		if (choice < 2) {
			return HostileJson.field("stop", stop());
		}
		String name = this.json.oneOf("temperature", "top_p", "seed", "n", "frequency_penalty", "presence_penalty",
				"max_completion_tokens", "logit_bias", "stream_options", "top_k", "min_p");
		String value = this.json.chance(70) ? this.json.number() : this.json.value();
		// Unbounded answers of a model that need not end would be all that is tried.
		boolean unbounded = name.equals("max_completion_tokens") && !value.matches("[0-9]{1,2}");
		return HostileJson.field(name, unbounded ? "-1" : value);
	}

	private String stop() {
		return switch (this.random.nextInt(6)) {
			case 0 -> this.json.value();
			case 1 -> this.json.array(this.json::quotedText, this.json.oneOf(0, 4, 5, 10_000));
			case 2 -> HostileJson.quoted("a".repeat(this.json.oneOf(1000, 1_000_000)));
			default -> this.json.array(this.json::quotedText, 1 + this.random.nextInt(4));
		};
	}

	String completion() {
		List<String> fields = new ArrayList<>(
				List.of(HostileJson.field("model", this.json.chance(95) ? this.model : this.json.value()),
						HostileJson.field("prompt", prompt()),
						HostileJson.field("max_tokens", String.valueOf(1 + this.random.nextInt(8)))));
		if (this.json.chance(40)) {
			fields.add(this.json.chance(50) ? sample() : HostileJson.field(
					this.json.oneOf("echo", "suffix", "best_of", "logprobs", "logit_bias", "stop"), this.json.value()));
		}
		if (this.json.chance(40)) {
			fields.add("\"stream\":true");
		}
		return HostileJson.object(fields);
	}

	private String prompt() {
		return switch (this.random.nextInt(8)) {
			case 0 -> this.json.value();
			case 1 -> this.json.array(this.json::quotedText, this.json.oneOf(0, 1, 2, 1000));
			case 2 -> this.json.array(this.json::number, this.json.oneOf(1, 3, 10_000));
			case 3 -> HostileJson.quoted(this.json.oneOf("<|im_start|>", "<|im_end|>", "<|endoftext|>")
				.repeat(this.json.oneOf(1, 400, 9000)));
			case 4 -> HostileJson.quoted(this.json.oneOf("", " ", "\n", "\0", "\ud83c"));
			default -> this.json.quotedText();
		};
	}

	String embeddings() {
		String input = this.json.chance(70) ? this.json.array(this.json::quotedText, this.json.oneOf(0, 1, 2, 256, 257))
				: this.json.value();
		List<String> fields = new ArrayList<>(
				List.of(HostileJson.field("model", this.json.chance(90) ? this.model : this.json.value()),
						HostileJson.field("input", input)));
		if (this.json.chance(40)) {
			fields.add(HostileJson.field("encoding_format",
					this.json.oneOf("\"float\"", "\"base64\"", "\"x\"", this.json.value())));
		}
		if (this.json.chance(20)) {
			fields.add(HostileJson.field("dimensions", this.json.number()));
		}
		return HostileJson.object(fields);
	}

	/** Bodies that need not be JSON. */
	byte[] any() {
		return switch (this.random.nextInt(9)) {
			case 0 -> utf8(this.json.value());
			case 1, 2 -> utf8(plain(List.of(HostileJson.field(this.json.oneOf(FIELDS), this.json.value()))));
			case 3 -> utf8(plain(IntStream.range(0, 2 + this.random.nextInt(5))
				.mapToObj((i) -> HostileJson.field(this.json.oneOf(FIELDS), this.json.value()))
				.toList()));
			case 4 -> truncated(utf8(plain(List.of())));
			case 5 -> damaged(utf8(plain(List.of())));
			case 6 -> encoded(plain(List.of()));
			case 7 -> padded();
			default -> utf8(this.json.oneOf("", " ", "null", "[]", "{}", "\"x\"", "7", "{\"model\":" + this.model + "}",
					"{\"messages\":[]}", plain(List.of()) + "x", plain(List.of()) + plain(List.of()), "\ufeff{}",
					"[".repeat(100_000), "{\"a\":".repeat(100_000), "1".repeat(100_000)));
		};
	}

	private byte[] truncated(byte[] bytes) {
		return Arrays.copyOf(bytes, this.random.nextInt(bytes.length));
	}

	private byte[] damaged(byte[] bytes) {
		for (int left = this.random.nextInt(4); left >= 0; left--) {
			bytes[this.random.nextInt(bytes.length)] = (byte) this.random.nextInt(256);
		}
		return bytes;
	}

	private byte[] encoded(String body) {
		byte[] bytes = body.getBytes(this.json.oneOf(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE,
				StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(bytes);
		if (this.json.chance(50)) {
			// Not UTF-8: too long, a surrogate, above the last character, a lone one.
			out.writeBytes(this.json.oneOf(new byte[] { (byte) 0xc0, (byte) 0x80 },
					new byte[] { (byte) 0xed, (byte) 0xa0, (byte) 0x80 },
					new byte[] { (byte) 0xf7, (byte) 0xbf, (byte) 0xbf, (byte) 0xbf }, new byte[] { (byte) 0x80 }));
		}
		return out.toByteArray();
	}

	/** As large as the limit, and larger. */
	private byte[] padded() {
		int size = this.json.oneOf(1 << 20, (2 << 20) - 300, 2 << 20, (2 << 20) + 1, 3 << 20);
		String padding = "x".repeat(size);
		return utf8(this.json.oneOf(plain(List.of(HostileJson.field("user", HostileJson.quoted(padding)))),
				plain(List.of(HostileJson.field(padding, "1"))), " ".repeat(size) + plain(List.of()),
				chat("[{\"role\":\"user\",\"content\":\"" + padding + "\"}]", List.of()), plain(List.of(HostileJson
					.field("metadata", "[" + String.join(",", Collections.nCopies(size / 2, "1")) + "]")))));
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
