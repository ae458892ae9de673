package io.github.shimmy4j.protocol.responses;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.Conversations;
import io.github.shimmy4j.protocol.conversation.Damage;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.ExactJson;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.ConversationReader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of the Responses API keep everything that both it and OpenAI's older protocol
 * can say, and no request is worse than wrong.
 */
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
class ResponsesRoundTripPropertyTests {

	private static final String SEED = "20261201";

	private static final String ID = "0a";

	@Provide
	Arbitrary<Conversation> conversations() {
		return RequestItems.conversations();
	}

	/** Objects of the protocol's own names and types, in any order. */
	@Provide
	Arbitrary<ObjectNode> bodies() {
		List<String> names = Stream.of(ResponsesFields.values())
			.flatMap((table) -> table.rules().stream())
			.map(FieldRule::field)
			.distinct()
			.toList();
		Arbitrary<Object> leaf = Arbitraries.oneOf(Arbitraries.of(names), Conversations.text(),
				Arbitraries.of("user", "assistant", "auto", "required", "{}"), Arbitraries.of(true, false),
				Arbitraries.integers().between(-1, 3), Arbitraries.doubles());
		return Arbitraries.maps(Arbitraries.of(names), nested(names, leaf, 3)).ofMaxSize(6).map((fields) -> {
			ObjectNode body = next();
			body.setAll((ObjectNode) JsonMapper.shared().valueToTree(fields));
			return body;
		});
	}

	private static Arbitrary<Object> nested(List<String> names, Arbitrary<Object> leaf, int depth) {
		if (depth == 0) {
			return leaf;
		}
		Arbitrary<Object> inner = nested(names, leaf, depth - 1);
		Arbitrary<Map<String, Object>> typed = Combinators
			.combine(Arbitraries.of(names), Arbitraries.maps(Arbitraries.of(names), inner).ofMaxSize(4))
			.as((type, fields) -> {
				fields.put("type", type);
				return fields;
			});
		return Arbitraries.oneOf(leaf, typed, inner.list().ofMaxSize(2));
	}

	private static ObjectNode sent(ObjectNode body) {
		return (ObjectNode) ExactJson.read(body.toString());
	}

	private static Conversation read(ObjectNode body) {
		ResponsesRequest read = ResponsesRequest.read(sent(body), List.of());
		assertThat(read.fields().unknown()).isEmpty();
		assertThat(read.skipped()).isEmpty();
		return LocalTurns.of(read.conversation());
	}

	@Property(seed = SEED)
	void conversationComesBackFromItems(@ForAll("conversations") Conversation given) {
		assertThat(read(RequestItems.request(given))).isEqualTo(LocalTurns.of(given));
	}

	@Property(seed = SEED)
	void openAisRequestComesBackFromItems(@ForAll("conversations") Conversation given) {
		ObjectNode request = CompletionRequest.of(LocalTurns.of(given)).json();
		Conversation older = ConversationReader.read(new CompletionRequest(sent(request)), new FieldReport.Collector());
		Conversation items = read(RequestItems.request(older));
		assertThat(CompletionRequest.of(items).json()).isEqualTo(request);
	}

	/**
	 * The gateway keeps the items of a request, and the next request goes on with them.
	 */
	@Property(seed = SEED)
	void storedConversationGoesOnAsItWasSent(@ForAll("conversations") Conversation given) {
		ObjectNode body = sent(RequestItems.request(given));
		assertThat(messages(next(), InputItems.of(body, ID, List.of()))).isEqualTo(messages(both(body), List.of()));
	}

	private static List<Message> messages(ObjectNode body, List<ObjectNode> earlier) {
		return ResponsesRequest.read(body, earlier).conversation().messages();
	}

	private static ObjectNode next() {
		return JsonMapper.shared().createObjectNode().put("input", "Go on");
	}

	private static ObjectNode both(ObjectNode body) {
		ObjectNode both = body.deepCopy();
		both.withArray("input").addObject().put("role", "user").put("content", "Go on");
		return both;
	}

	/**
	 * Damaged requests are refused as the client's fault, and never reported as a defect
	 * of ours.
	 */
	@Property(seed = SEED)
	@StatisticsReport(StatisticsReportMode.OFF)
	void damagedRequestIsReadOrRefused(@ForAll("conversations") Conversation given, @ForAll Random random) {
		ObjectNode body = RequestItems.request(given);
		for (int round = 0; round < 20; round++) {
			collect(answeredOrRefused((ObjectNode) Damage.of(body, random)));
		}
	}

	@Property(seed = SEED, tries = 5000)
	@StatisticsReport(StatisticsReportMode.OFF)
	void anyBodyIsReadOrRefused(@ForAll("bodies") ObjectNode body) {
		collect(answeredOrRefused(body));
	}

	/** Bodies that are all refused early would prove little. */
	private static void collect(boolean answered) {
		Statistics.label("answered")
			.collect(answered)
			.coverage((coverage) -> coverage.check(true).percentage((percentage) -> percentage > 20));
	}

	/** A request that is read well is also answered, stored and continued. */
	private static boolean answeredOrRefused(ObjectNode body) {
		ObjectNode resolved;
		ResponsesRequest read;
		try {
			resolved = InputItems.resolved(body, (id) -> null);
			read = ResponsesRequest.read(resolved, List.of());
			CompletionRequest.of(LocalTurns.answerable(LocalTurns.of(read.conversation())));
		}
		catch (ShimmyException ex) {
			assertThat(ex.code().httpStatus()).as(body.toString()).isEqualTo(400);
			return false;
		}
		List<ObjectNode> items = new ArrayList<>(InputItems.of(resolved, ID, List.of()));
		ResponsesAnswer answer = new ResponsesAnswer(read, ID, "m", InstantSource.system(), (response) -> {
			for (JsonNode item : response.path("output")) {
				items.add((ObjectNode) item);
			}
		});
		answer.delta(new Delta.Text("Well"));
		answer.end();
		assertThat(messages(next(), items)).as(body.toString()).isNotEmpty();
		return true;
	}

}
