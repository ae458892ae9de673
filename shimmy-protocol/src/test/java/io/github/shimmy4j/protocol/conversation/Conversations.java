package io.github.shimmy4j.protocol.conversation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random conversations of what both OpenAI's protocol and Claude's can say: without the
 * thinking of earlier answers, without empty texts, with all instructions of the
 * beginning in one message, and neither sampling nor a forced call beside thinking.
 */
public final class Conversations {

	private static final List<String> STRANGE = List.of("\u00e9\ud83d\ude00", "<|im_end|>", "\"x\\", " b\nc\r\n\t.",
			"\u2028\u0000!", "null", "{\"type\":\"text\"}", "The tool has failed:\nno");

	private Conversations() {
	}

	/**
	 * Conversations.
	 * @param failures whether results of tools may be failures, which OpenAI's protocol
	 * cannot say
	 */
	public static Arbitrary<Conversation> all(boolean failures) {
		return Combinators.combine(name(), messages(failures), tools(), sampling(), rules())
			.as(Conversations::conversation);
	}

	private static Conversation conversation(String model, List<Message> messages, ToolOffer tools, Sampling sampling,
			AnswerRules rules) {
		boolean thinks = rules.thinking() == ThinkingMode.ON;
		boolean forced = tools.choice().mode() == ToolOffer.Mode.REQUIRED;
		ToolOffer offer = (thinks && forced) ? new ToolOffer(tools.tools(), ToolChoice.AUTO, tools.parallel()) : tools;
		boolean underWay = messages.get(messages.size() - 1).role() == Role.TOOL;
		AnswerRules possible = (thinks && underWay)
				? new AnswerRules(rules.limit(), rules.stops(), rules.format(), ThinkingMode.UNSET, rules.stream())
				: rules;
		return new Conversation(model, messages, offer, thinks ? Sampling.DEFAULT : sampling, possible);
	}

	/** A text that is not blank. */
	public static Arbitrary<String> text() {
		return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.of(STRANGE)),
				Tuple.of(1, Arbitraries.strings().ascii().ofMaxLength(20).map((some) -> some + ".")));
	}

	public static Arbitrary<String> name() {
		return Arbitraries.strings().alpha().numeric().withChars("_-").ofMinLength(1).ofMaxLength(9);
	}

	private static Arbitrary<List<Part>> texts(int least) {
		return text().<Part>map(Part.Text::new).list().ofMinSize(least).ofMaxSize(2);
	}

	private static Arbitrary<Part.Content> content() {
		Arbitrary<String> base64 = Arbitraries.of("aGFsbG8=", "iVBO", "/+8=");
		Arbitrary<Part.Content> image = Combinators.combine(Arbitraries.of("image/png", "image/jpeg"), base64)
			.as(Part.Image::new);
		Arbitrary<Part.Content> linked = name().map((path) -> new Part.LinkedImage("https://example.org/" + path));
		return Arbitraries.frequencyOf(Tuple.of(4, text().map(Part.Text::new)), Tuple.of(1, image),
				Tuple.of(1, linked));
	}

	private static Arbitrary<List<Message>> messages(boolean failures) {
		Arbitrary<List<Part>> instructions = texts(1).optional(0.5).map((said) -> said.orElse(List.of()));
		return Combinators
			.combine(instructions, content().list().ofMinSize(1).ofMaxSize(2), turn(failures).list().ofMaxSize(4))
			.as((system, first, turns) -> {
				List<Message> messages = new ArrayList<>();
				if (!system.isEmpty()) {
					messages.add(new Message(Role.SYSTEM, system));
				}
				messages.add(new Message(Role.USER, List.copyOf(first)));
				turns.forEach((turn) -> turn.addTo(messages));
				return messages;
			});
	}

	private static Arbitrary<Turn> turn(boolean failures) {
		Arbitrary<Boolean> failed = failures ? Arbitraries.of(true, false) : Arbitraries.just(false);
		Arbitrary<Use> use = Combinators.combine(name(), arguments(), content().list().ofMaxSize(2), failed)
			.as(Use::new);
		return Combinators
			.combine(texts(0), use.list().ofMaxSize(3), texts(1).optional(0.2),
					content().list().ofMinSize(1).ofMaxSize(2), Arbitraries.of(true, false))
			.as((said, uses, system, next, goesOn) -> new Turn(said, uses, system.orElse(List.of()), next, goesOn));
	}

	/** A JSON object as a model writes it, with any numbers. */
	public static Arbitrary<String> arguments() {
		Arbitrary<Object> value = Arbitraries.oneOf(text(), Arbitraries.longs(), Arbitraries.doubles(),
				Arbitraries.bigDecimals().ofScale(30), Arbitraries.of(true, false), text().list().ofMaxSize(2),
				Arbitraries.maps(name(), text()).ofMaxSize(2));
		return Arbitraries.maps(name(), value)
			.ofMaxSize(3)
			.map((object) -> ExactJson.read(JsonMapper.shared().writeValueAsString(object)).toString());
	}

	private static Arbitrary<ObjectNode> schema() {
		return Arbitraries.maps(name(), Arbitraries.of("integer", "string", "object"))
			.ofMaxSize(2)
			.map((properties) -> {
				ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", "object");
				ObjectNode all = schema.putObject("properties");
				properties.forEach((property, type) -> all.putObject(property).put("type", type));
				return schema;
			});
	}

	private static Arbitrary<ToolOffer> tools() {
		Arbitrary<ToolOffer.Tool> tool = Combinators
			.combine(name(), text().injectNull(0.3), schema(), Arbitraries.of(true, false))
			.as(ToolOffer.Tool::new);
		return Combinators
			.combine(tool.list().uniqueElements(ToolOffer.Tool::name).ofMaxSize(3),
					Arbitraries.integers().between(0, 3), Arbitraries.of(true, false))
			.as((tools, choice, parallel) -> tools.isEmpty() ? ToolOffer.NONE
					: new ToolOffer(tools, List
						.of(ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.REQUIRED, ToolChoice.only(tools.get(0).name()))
						.get(choice), parallel));
	}

	private static Arbitrary<Sampling> sampling() {
		return Combinators
			.combine(Arbitraries.doubles().between(0, 1).optional(), Arbitraries.doubles().between(0, 1).optional(),
					Arbitraries.integers().between(1, 1000).optional())
			.as((temperature, topP, topK) -> {
				Map<Setting, Number> values = new EnumMap<>(Setting.class);
				temperature.ifPresent((value) -> values.put(Setting.TEMPERATURE, value));
				topP.ifPresent((value) -> values.put(Setting.TOP_P, value));
				topK.ifPresent((value) -> values.put(Setting.TOP_K, value));
				return new Sampling(values);
			});
	}

	private static Arbitrary<AnswerRules> rules() {
		Arbitrary<AnswerFormat> format = schema().map(AnswerFormat::of)
			.optional(0.3)
			.map((of) -> of.orElse(AnswerFormat.TEXT));
		return Combinators
			.combine(Arbitraries.integers().between(2000, 100_000), text().list().ofMaxSize(4), format,
					Arbitraries.of(ThinkingMode.class), Arbitraries.of(true, false))
			.as(AnswerRules::new);
	}

	/** An answer of the model, and what follows it. */
	private record Turn(List<Part> said, List<Use> uses, List<Part> system, List<Part.Content> next, boolean goesOn) {

		void addTo(List<Message> messages) {
			List<Part> parts = new ArrayList<>(this.said);
			List<Part> results = new ArrayList<>();
			for (Use use : this.uses) {
				String id = "call_%d_%d".formatted(messages.size(), results.size());
				parts.add(new Part.ToolCall(id, use.tool, use.arguments));
				results.add(0, new Part.ToolResult(id, use.tool, use.content, use.failed));
			}
			if (!parts.isEmpty()) {
				messages.add(new Message(Role.ASSISTANT, parts));
			}
			if (!results.isEmpty()) {
				messages.add(new Message(Role.TOOL, results));
			}
			if (!this.system.isEmpty()) {
				messages.add(new Message(Role.SYSTEM, this.system));
			}
			if (results.isEmpty() || this.goesOn) {
				messages.add(new Message(Role.USER, List.copyOf(this.next)));
			}
		}

	}

	/** A call of a tool, and its result. */
	private record Use(String tool, String arguments, List<Part.Content> content, boolean failed) {

	}

}
