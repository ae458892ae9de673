package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversations keep everything that both OpenAI's protocol and Claude's can say. */
class RoundTripTests {

	static List<Long> seeds() {
		return new Random(20260401).longs(200).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void conversationComesBackFromClaudesForm(long seed) {
		Conversation given = new Generator(new Random(seed)).conversation();
		ObjectNode claude = RequestWriter.request(given, 1000);
		ClaudeRequest read = ClaudeRequest.messages(JsonMapper.shared().readTree(claude.toString()));
		assertThat(read.fields().unknown()).isEmpty();
		assertThat(read.conversation()).isEqualTo(given);
		assertThat(CompletionRequest.of(read.conversation()).json()).isEqualTo(CompletionRequest.of(given).json());
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void answerComesBackFromEventsAndFromADocument(long seed) {
		List<Delta> given = new Generator(new Random(seed)).answer();
		AnswerReader events = new AnswerReader();
		List<Delta> streamed = new ArrayList<>();
		ClaudeAnswerTests.events(ClaudeAnswerTests.written(true, given))
			.forEach((event) -> streamed.addAll(events.event(event)));
		List<Delta> whole = new AnswerReader()
			.document(JsonMapper.shared().readTree(ClaudeAnswerTests.written(false, given)));
		assertThat(joined(streamed)).isEqualTo(joined(given));
		assertThat(joined(whole)).isEqualTo(joined(given));
	}

	/**
	 * Damaged requests are refused as the client's fault, and never reported as a defect
	 * of ours.
	 */
	@ParameterizedTest
	@MethodSource("seeds")
	void damagedRequestIsReadOrRefused(long seed) {
		Random random = new Random(seed);
		ObjectNode claude = RequestWriter.request(new Generator(random).conversation(), 1000);
		for (int round = 0; round < 50; round++) {
			JsonNode damaged = damaged(claude.deepCopy(), random);
			try {
				Conversation read = ClaudeRequest.messages(damaged).conversation();
				CompletionRequest.of(LocalTurns.of(AttributionLines.removed(read)));
			}
			catch (ShimmyException ex) {
				assertThat(ex.code().httpStatus()).as(damaged.toString()).isEqualTo(400);
			}
		}
	}

	/** The text, the thinking and the calls, with the end; pieces may differ. */
	private static Map<String, Object> joined(List<Delta> deltas) {
		Map<String, Object> joined = new LinkedHashMap<>();
		StringBuilder thought = new StringBuilder();
		StringBuilder said = new StringBuilder();
		Map<Integer, StringBuilder> calls = new TreeMap<>();
		for (Delta delta : deltas) {
			if (delta instanceof Delta.Text text) {
				said.append(text.text());
			}
			else if (delta instanceof Delta.Thinking thinking) {
				thought.append(thinking.text());
			}
			else if (delta instanceof Delta.CallBegun call) {
				calls.put(call.index(), new StringBuilder(call.id() + " " + call.name() + " "));
			}
			else if (delta instanceof Delta.CallArguments more) {
				calls.get(more.index()).append(more.json());
			}
			else {
				joined.put(delta.getClass().getSimpleName(), delta);
			}
		}
		joined.put("thought", thought.toString());
		joined.put("said", said.toString());
		joined.put("calls", calls.toString());
		return joined;
	}

	private static JsonNode damaged(ObjectNode json, Random random) {
		JsonNode at = json;
		for (int depth = random.nextInt(6); depth >= 0; depth--) {
			List<JsonNode> children = new ArrayList<>();
			at.forEach(children::add);
			children.removeIf((child) -> !child.isContainer());
			if (children.isEmpty()) {
				break;
			}
			at = children.get(random.nextInt(children.size()));
		}
		List<JsonNode> values = List.of(json.nullNode(), json.numberNode(-7), json.numberNode(1e300),
				json.stringNode(""), json.stringNode("\ud800 \u0000"), json.booleanNode(true), json.objectNode(),
				json.arrayNode(), json.arrayNode().add(json.objectNode().put("type", "text")), json.deepCopy());
		JsonNode value = values.get(random.nextInt(values.size()));
		if (at instanceof ArrayNode list && !list.isEmpty()) {
			list.set(random.nextInt(list.size()), value);
		}
		else if (at instanceof ObjectNode object && !object.isEmpty()) {
			List<String> names = new ArrayList<>(object.propertyNames());
			String name = names.get(random.nextInt(names.size()));
			if (random.nextInt(4) == 0) {
				object.remove(name);
			}
			else {
				object.set(name, value);
			}
		}
		return json;
	}

	/** Random values that both protocols can say. */
	private static final class Generator {

		private static final List<String> TEXTS = List.of("a", "hello", "b\nc", "\u00e9\ud83d\ude00", "<|im_end|>",
				"\"x\\");

		private final Random random;

		private int ids;

		Generator(Random random) {
			this.random = random;
		}

		Conversation conversation() {
			List<Message> messages = new ArrayList<>();
			if (this.random.nextBoolean()) {
				messages.add(new Message(Role.SYSTEM, texts()));
			}
			messages.add(Message.of(Role.USER, new Part.Text(text())));
			for (int turn = this.random.nextInt(4); turn > 0; turn--) {
				turn(messages);
			}
			AnswerRules rules = rules();
			boolean thinks = rules.thinking() == ThinkingMode.ON;
			return new Conversation("m" + this.random.nextInt(9), messages, thinks ? ToolOffer.NONE : tools(),
					thinks ? Sampling.DEFAULT : sampling(), rules);
		}

		private void turn(List<Message> messages) {
			List<Part> said = new ArrayList<>(texts());
			List<Part> results = new ArrayList<>();
			for (int call = this.random.nextInt(3); call > 0; call--) {
				String id = "call_" + this.ids++;
				said.add(new Part.ToolCall(id, "tool" + call, "{\"a\":" + this.random.nextInt(99) + "}"));
				results.add(new Part.ToolResult(id, "tool" + call, content(), this.random.nextBoolean()));
			}
			messages.add(new Message(Role.ASSISTANT, said));
			if (!results.isEmpty()) {
				messages.add(new Message(Role.TOOL, results));
			}
			if (this.random.nextInt(3) == 0) {
				messages.add(new Message(Role.SYSTEM, texts()));
			}
			messages.add(new Message(Role.USER, List.copyOf(content())));
		}

		private List<Part> texts() {
			List<Part> texts = new ArrayList<>();
			for (int each = this.random.nextInt(2); each >= 0; each--) {
				texts.add(new Part.Text(text()));
			}
			return texts;
		}

		private List<Part.Content> content() {
			List<Part.Content> content = new ArrayList<>(List.of(new Part.Text(text())));
			if (this.random.nextInt(4) == 0) {
				content.add(new Part.Image("image/png", "aGFsbG8="));
				content.add(new Part.LinkedImage("https://example.org/" + this.ids));
			}
			return content;
		}

		private String text() {
			return TEXTS.get(this.random.nextInt(TEXTS.size()));
		}

		private ToolOffer tools() {
			List<ToolOffer.Tool> tools = new ArrayList<>();
			for (int each = this.random.nextInt(4); each > 0; each--) {
				ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", "object");
				schema.putObject("properties").putObject("a").put("type", "integer");
				tools.add(new ToolOffer.Tool("tool" + each, this.random.nextBoolean() ? text() : null, schema,
						this.random.nextBoolean()));
			}
			if (tools.isEmpty()) {
				return ToolOffer.NONE;
			}
			ToolChoice choice = List
				.of(ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.REQUIRED, ToolChoice.only(tools.get(0).name()))
				.get(this.random.nextInt(4));
			return new ToolOffer(tools, choice, this.random.nextBoolean());
		}

		private Sampling sampling() {
			return this.random.nextBoolean() ? Sampling.DEFAULT : new Sampling(Map.of(Setting.TEMPERATURE,
					this.random.nextInt(10) / 10.0, Setting.TOP_P, 0.5, Setting.TOP_K, 1 + this.random.nextInt(9)));
		}

		private AnswerRules rules() {
			AnswerFormat format = this.random.nextBoolean() ? AnswerFormat.TEXT
					: AnswerFormat.of(JsonMapper.shared().createObjectNode().put("type", "object"));
			return new AnswerRules(2000 + this.random.nextInt(9),
					this.random.nextBoolean() ? List.of() : List.of("END", "\n\n\u0000"), format,
					ThinkingMode.values()[this.random.nextInt(3)], this.random.nextBoolean());
		}

		List<Delta> answer() {
			List<Delta> deltas = new ArrayList<>();
			for (int each = this.random.nextInt(3); each > 0; each--) {
				deltas.add(new Delta.Thinking(text()));
			}
			for (int each = this.random.nextInt(4); each > 0; each--) {
				deltas.add(new Delta.Text(text()));
			}
			int calls = this.random.nextInt(3);
			for (int call = 0; call < calls; call++) {
				deltas.add(new Delta.CallBegun(call, "c" + call, "tool"));
				deltas.add(new Delta.CallArguments(call, "{\"a\""));
			}
			for (int call = 0; call < calls; call++) {
				deltas.add(new Delta.CallArguments(call, ":" + call + "}"));
			}
			boolean stopped = calls == 0 && this.random.nextBoolean();
			deltas.add((calls > 0) ? new Delta.Ended(Reason.TOOL_CALLS)
					: new Delta.Ended(Reason.STOP, stopped ? "END" : null));
			deltas.add(new Delta.Usage(10 + this.random.nextInt(90), this.random.nextInt(50), 5L));
			return deltas;
		}

	}

}
