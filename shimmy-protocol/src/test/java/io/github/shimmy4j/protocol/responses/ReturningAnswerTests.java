package io.github.shimmy4j.protocol.responses;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a model says is read again as it said it, when the client sends it back with
 * its next request. The number of a test is the seed of its answer.
 */
class ReturningAnswerTests {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String TOOLS = "'tools':[{'type':'function','name':'read'},{'type':'custom','name':'patch'},"
			+ "{'type':'namespace','name':'n','tools':[{'type':'function','name':'f'},{'type':'custom','name':'g'}]}]";

	private static final List<String> NAMES = List.of("read", "n__f", "patch", "n__g");

	static IntStream seeds() {
		return IntStream.range(0, 500);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void answerIsReadAgainAsItWasSaid(int seed) {
		Random random = new Random(seed);
		List<Delta> deltas = new ArrayList<>();
		List<Part> said = new ArrayList<>();
		for (int each = random.nextInt(1, 6); each > 0; each--) {
			say(random, deltas, said);
		}
		deltas.add(new Delta.Ended(Reason.TOOL_CALLS));
		String summary = random.nextBoolean() ? ",'reasoning':{'summary':'auto'}" : "";
		JsonNode document = written(false, summary, deltas);
		String stream = writtenText(true, summary, deltas);
		JsonNode last = MAPPER.readTree(stream.substring(stream.lastIndexOf("data: ") + "data: ".length()));
		assertThat(withoutTimes(last.path("response"))).isEqualTo(withoutTimes(document));
		assertThat(readAgain(document.path("output"), random.nextBoolean())).isEqualTo(joined(said));
	}

	private static void say(Random random, List<Delta> deltas, List<Part> said) {
		String text = "%d \"\\ü\u0001".formatted(random.nextInt(1000));
		int calls = (int) said.stream().filter(Part.ToolCall.class::isInstance).count();
		switch (random.nextInt(3)) {
			case 0 -> {
				deltas.add(new Delta.Text(text));
				deltas.add(new Delta.Text(text));
				said.add(new Part.Text(text + text));
			}
			case 1 -> {
				deltas.add(new Delta.Thinking(text));
				said.add(new Part.Thinking(text));
			}
			default -> {
				String name = NAMES.get(random.nextInt(NAMES.size()));
				String field = (NAMES.indexOf(name) < 2) ? "a" : "input";
				String arguments = MAPPER.createObjectNode().put(field, text).toString();
				int cut = random.nextInt(1, arguments.length());
				deltas.add(new Delta.CallBegun(calls, "c" + calls, name));
				deltas.add(new Delta.CallArguments(calls, arguments.substring(0, cut)));
				deltas.add(new Delta.CallArguments(calls, arguments.substring(cut)));
				said.add(new Part.ToolCall("c" + calls, name, arguments));
			}
		}
	}

	private static ResponsesRequest request(boolean stream, String more) {
		return ResponsesRequestTests.read("{'input':'a'," + TOOLS + ",'stream':" + stream + more + "}");
	}

	private static String writtenText(boolean stream, String more, List<Delta> deltas) {
		ResponsesAnswer answer = new ResponsesAnswer(request(stream, more), "0a", "m", InstantSource.system(),
				(response) -> {
				});
		StringBuilder text = new StringBuilder();
		deltas.forEach((delta) -> text.append(answer.delta(delta)));
		return text.append(answer.end()).toString();
	}

	private static JsonNode written(boolean stream, String more, List<Delta> deltas) {
		return MAPPER.readTree(writtenText(stream, more, deltas));
	}

	private static JsonNode withoutTimes(JsonNode response) {
		return ((ObjectNode) response).without(List.of("created_at", "completed_at"));
	}

	/** By the client itself, or by the id of the response. */
	private static List<Part> readAgain(JsonNode output, boolean stored) {
		ObjectNode body = MAPPER.createObjectNode();
		ArrayNode input = body.putArray("input");
		List<ObjectNode> earlier = new ArrayList<>();
		output.forEach((item) -> {
			if (stored) {
				earlier.add((ObjectNode) item);
			}
			else {
				input.add(item);
			}
		});
		input.addObject().put("role", "user").put("content", "b");
		List<Message> messages = LocalTurns.of(ResponsesRequest.read(body, earlier).conversation()).messages();
		return (messages.get(0).role() == Role.ASSISTANT) ? messages.get(0).parts() : List.of();
	}

	/** Texts in a row are one, as turns for local servers have them. */
	private static List<Part> joined(List<Part> said) {
		List<Part> joined = new ArrayList<>();
		for (Part part : said) {
			Part last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
			if (last instanceof Part.Text before && part instanceof Part.Text more) {
				joined.set(joined.size() - 1, new Part.Text(before.text() + more.text()));
			}
			else if (last instanceof Part.Thinking before && part instanceof Part.Thinking more) {
				joined.set(joined.size() - 1, new Part.Thinking(before.text() + more.text()));
			}
			else {
				joined.add(part);
			}
		}
		return joined;
	}

}
