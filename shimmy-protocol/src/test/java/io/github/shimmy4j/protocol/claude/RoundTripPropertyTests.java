package io.github.shimmy4j.protocol.claude;

import java.util.Random;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.Conversations;
import io.github.shimmy4j.protocol.conversation.Damage;
import io.github.shimmy4j.protocol.conversation.ExactJson;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.ConversationReader;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests keep everything that both OpenAI's protocol and Claude's can say. */
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
class RoundTripPropertyTests {

	private static final String SEED = "20260401";

	@Provide
	Arbitrary<Conversation> conversations() {
		return Conversations.all(true);
	}

	@Provide
	Arbitrary<Conversation> sayableByOpenAi() {
		return Conversations.all(false);
	}

	private static JsonNode sent(ObjectNode body) {
		return ExactJson.read(body.toString());
	}

	private static Conversation readFromClaude(JsonNode body) {
		ClaudeRequest read = ClaudeRequest.messages(body);
		assertThat(read.fields().unknown()).isEmpty();
		return read.conversation();
	}

	private static Conversation readFromOpenAi(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		Conversation read = ConversationReader.read(new CompletionRequest((ObjectNode) body), report);
		assertThat(report.report().unknown()).isEmpty();
		return read;
	}

	@Property(seed = SEED)
	void conversationComesBackFromClaudesForm(@ForAll("conversations") Conversation given) {
		assertThat(readFromClaude(sent(RequestWriter.request(given, 1000)))).isEqualTo(given);
	}

	@Property(seed = SEED)
	void conversationComesBackFromOpenAisForm(@ForAll("sayableByOpenAi") Conversation given) {
		assertThat(readFromOpenAi(sent(CompletionRequest.of(given).json()))).isEqualTo(given);
	}

	@Property(seed = SEED)
	void openAisRequestComesBackFromClaudesForm(@ForAll("sayableByOpenAi") Conversation given) {
		ObjectNode request = CompletionRequest.of(given).json();
		JsonNode claude = sent(RequestWriter.request(readFromOpenAi(sent(request)), 1000));
		assertThat(CompletionRequest.of(readFromClaude(claude)).json()).isEqualTo(request);
	}

	/**
	 * Damaged requests are refused as the client's fault, and never reported as a defect
	 * of ours.
	 */
	@Property(seed = SEED, tries = 100)
	void damagedRequestToClaudeIsReadOrRefused(@ForAll("conversations") Conversation given, @ForAll Random random) {
		ObjectNode claude = RequestWriter.request(given, 1000);
		for (int round = 0; round < 20; round++) {
			JsonNode damaged = Damage.of(claude, random);
			readOrRefused(damaged, () -> CompletionRequest
				.of(LocalTurns.of(AttributionLines.removed(ClaudeRequest.messages(damaged).conversation()))));
		}
	}

	/** The same for OpenAI's requests, whatever Claude's form makes of them. */
	@Property(seed = SEED, tries = 100)
	void damagedRequestToOpenAiIsReadOrRefused(@ForAll("conversations") Conversation given, @ForAll Random random) {
		ObjectNode openAi = CompletionRequest.of(given).json();
		for (int round = 0; round < 20; round++) {
			JsonNode damaged = Damage.of(openAi, random);
			readOrRefused(damaged, () -> RequestWriter.request(
					ConversationReader.read(new CompletionRequest((ObjectNode) damaged), new FieldReport.Collector()),
					1000));
		}
	}

	private static void readOrRefused(JsonNode request, Runnable read) {
		try {
			read.run();
		}
		catch (ShimmyException ex) {
			assertThat(ex.code().httpStatus()).as(request.toString()).isEqualTo(400);
		}
	}

}
