package io.github.shimmy4j.protocol.claude;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.Answer;
import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.ExactJson;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers of a server of OpenAI's protocol that are written in Claude's form and read
 * from there keep their thinking, text, calls, end and usage.
 */
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
class AnswerRoundTripPropertyTests {

	private static final String SEED = "20260402";

	@Provide
	Arbitrary<Answer> answers() {
		return Answer.all();
	}

	/** Claude's form of what a server has sent. */
	private static String written(boolean stream, String sent) {
		AnswerRules rules = new AnswerRules(5000, List.of(Answer.STOP), AnswerFormat.TEXT, ThinkingMode.UNSET, stream);
		AnswerForm form = new AnswerForm("0a-1b", new ModelName("wire", "m"), new ClaudeAnswer("0a-1b", "m", rules),
				AnswerTranslation.NONE);
		io.github.shimmy4j.protocol.openai.AnswerReader server = new io.github.shimmy4j.protocol.openai.AnswerReader(
				form);
		server.read(ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
		server.end();
		return form.take();
	}

	private static List<Delta> streamed(String sent) {
		AnswerReader reader = new AnswerReader();
		List<Delta> deltas = new ArrayList<>();
		ClaudeAnswerTests.events(ClaudeAnswer.start("0a-1b", "m", 1) + written(true, sent))
			.forEach((event) -> deltas.addAll(reader.event(event)));
		return deltas;
	}

	private static List<Delta> whole(String sent) {
		return new AnswerReader().document(ExactJson.read(written(false, sent)));
	}

	@Property(seed = SEED)
	void streamComesBackFromClaudesEventsAndDocument(@ForAll("answers") Answer given) {
		assertThat(Answer.of(streamed(given.events()))).isEqualTo(given);
		assertThat(Answer.of(whole(given.events()))).isEqualTo(given);
	}

	@Property(seed = SEED)
	void documentComesBackFromClaudesEventsAndDocument(@ForAll("answers") Answer given) {
		assertThat(Answer.of(streamed(given.document()))).isEqualTo(given);
		assertThat(Answer.of(whole(given.document()))).isEqualTo(given);
	}

}
