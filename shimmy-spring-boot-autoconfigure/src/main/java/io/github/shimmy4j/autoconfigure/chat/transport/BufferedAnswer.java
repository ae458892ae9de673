package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer, delivered as the stream of chunks that was asked for: a role, the words
 * one by one, the finish reason.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's
 * chunks</a>
 */
final class BufferedAnswer {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final MediaType EVENT_STREAM = MediaType.get("text/event-stream");

	/**
	 * Between a space and what is not one, so that each word keeps the space after it.
	 */
	private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

	private BufferedAnswer() {
	}

	static Response asStream(Response response) throws IOException {
		try (ResponseBody body = response.body()) {
			String json = (body != null) ? body.string() : "";
			ResponseBody events = ResponseBody.create(events(parse(json)).readByteString(), EVENT_STREAM);
			return response.newBuilder().header("Content-Type", EVENT_STREAM.toString()).body(events).build();
		}
	}

	private static JsonNode parse(String json) throws TransportException {
		try {
			return MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			throw new TransportException(ShimmyErrorCode.INVALID_RESPONSE, "The server's answer is not JSON");
		}
	}

	private static Buffer events(JsonNode completion) throws TransportException {
		JsonNode choice = completion.path("choices").path(0);
		if (!choice.isObject()) {
			throw new TransportException(ShimmyErrorCode.INVALID_RESPONSE, "The server's answer has no choices");
		}
		Buffer events = new Buffer();
		write(events, chunk(completion, delta("role", "assistant"), null));
		String content = choice.path("message").path("content").asString("");
		for (String word : WORDS.split(content)) {
			write(events, chunk(completion, delta("content", word), null));
		}
		write(events, chunk(completion, MAPPER.createObjectNode(), choice.path("finish_reason").asString("stop")));
		return events.writeUtf8("data: [DONE]\n\n");
	}

	private static ObjectNode delta(String name, String value) {
		return MAPPER.createObjectNode().put(name, value);
	}

	private static ObjectNode chunk(JsonNode completion, ObjectNode delta, @Nullable String finishReason) {
		ObjectNode chunk = MAPPER.createObjectNode();
		chunk.put("id", completion.path("id").asString(""));
		chunk.put("object", "chat.completion.chunk");
		chunk.put("created", completion.path("created").asLong(0));
		chunk.put("model", completion.path("model").asString(""));
		ObjectNode choice = chunk.putArray("choices").addObject();
		choice.put("index", 0);
		choice.set("delta", delta);
		choice.put("finish_reason", finishReason);
		return chunk;
	}

	private static void write(Buffer events, ObjectNode chunk) {
		events.writeUtf8("data: ").writeUtf8(MAPPER.writeValueAsString(chunk)).writeUtf8("\n\n");
	}

}
