package io.github.shimmy4j.protocol.responses;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.Conversations;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a model says is read again as it said it, when the client sends it back with
 * its next request. A call that the limit on tokens has cut is left out.
 */
class ReturningAnswerPropertyTests {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String TOOLS = "'tools':[{'type':'function','name':'read'},{'type':'custom','name':'patch'},"
			+ "{'type':'namespace','name':'n','tools':[{'type':'function','name':'f'},{'type':'custom','name':'g'}]}]";

	private static final List<String> NAMES = List.of("read", "n__f", "patch", "n__g");

	@Provide
	Arbitrary<List<Said>> answers() {
		return Combinators.combine(Arbitraries.of(Kind.class), Conversations.text(), Arbitraries.of(NAMES))
			.as(Said::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(5);
	}

	@Property(seed = "20261203", tries = 500, edgeCases = EdgeCasesMode.NONE)
	void answerIsReadAgainAsItWasSaid(@ForAll("answers") List<Said> answer, @ForAll boolean summary,
			@ForAll boolean stored, @ForAll boolean cut) {
		List<Delta> deltas = new ArrayList<>();
		List<Part> said = new ArrayList<>();
		for (Said each : answer) {
			String id = "c" + said.size();
			said.add(each.part(id));
			deltas.addAll(each.deltas(said.size(), id));
		}
		if (cut && said.get(said.size() - 1) instanceof Part.ToolCall) {
			deltas.remove(deltas.size() - 1);
			said.remove(said.size() - 1);
		}
		deltas.add(new Delta.Ended(cut ? Reason.LENGTH : Reason.TOOL_CALLS));
		String reasoning = summary ? ",'reasoning':{'summary':'auto'}" : "";
		JsonNode document = MAPPER.readTree(written(false, reasoning, deltas));
		String stream = written(true, reasoning, deltas);
		JsonNode last = MAPPER.readTree(stream.substring(stream.lastIndexOf("data: ") + "data: ".length()));
		assertThat(last.path("response")).isEqualTo(document);
		assertThat(readAgain(document.path("output"), stored)).isEqualTo(joined(said));
	}

	private static ResponsesRequest request(boolean stream, String more) {
		return ResponsesRequestTests.read("{'input':'a'," + TOOLS + ",'stream':" + stream + more + "}");
	}

	private static String written(boolean stream, String more, List<Delta> deltas) {
		ResponsesAnswer answer = new ResponsesAnswer(request(stream, more), "0a", "m",
				InstantSource.fixed(Instant.EPOCH), (response) -> {
				});
		StringBuilder text = new StringBuilder();
		deltas.forEach((delta) -> text.append(answer.delta(delta)));
		return text.append(answer.end()).toString();
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

	/** Kinds of what a model says. */
	enum Kind {

		/** A text. */
		TEXT,

		/** Thinking. */
		THINKING,

		/** A call of a tool. */
		CALL

	}

	/** Something that a model says, in two pieces. */
	record Said(Kind kind, String text, String tool) {

		Part part(String id) {
			return switch (this.kind) {
				case TEXT -> new Part.Text(this.text + this.text);
				case THINKING -> new Part.Thinking(this.text + this.text);
				case CALL -> new Part.ToolCall(id, this.tool, arguments());
			};
		}

		List<Delta> deltas(int index, String id) {
			return switch (this.kind) {
				case TEXT -> List.of(new Delta.Text(this.text), new Delta.Text(this.text));
				case THINKING -> List.of(new Delta.Thinking(this.text), new Delta.Thinking(this.text));
				case CALL -> List.of(new Delta.CallBegun(index, id, this.tool),
						new Delta.CallArguments(index, arguments().substring(0, 3)),
						new Delta.CallArguments(index, arguments().substring(3)));
			};
		}

		/** The input of a custom tool is its only argument. */
		private String arguments() {
			String field = (NAMES.indexOf(this.tool) < 2) ? "a" : "input";
			return MAPPER.createObjectNode().put(field, this.text).toString();
		}

	}

}
