package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.Delta;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerReaderTests {

	private static final String CALL = "{'type':'tool_use','id':'c','name':'now','input':{}}";

	private final AnswerReader reader = new AnswerReader();

	private static JsonNode json(String json) {
		return JsonMapper.shared().readTree(json.replace('\'', '"'));
	}

	private List<Delta> events(String... events) {
		List<Delta> deltas = new ArrayList<>();
		for (String event : events) {
			deltas.addAll(this.reader.event(json(event)));
		}
		return deltas;
	}

	@Test
	void callWithoutArgumentsHasAnEmptyObject() {
		assertThat(this.reader.document(json("{'content':[" + CALL + ",{'type':'text','text':'Hi'}]}")))
			.startsWith(new Delta.CallBegun(0, "c", "now"), new Delta.CallArguments(0, "{}"), new Delta.Text("Hi"));
	}

	@Test
	void streamedCallWithoutArgumentsHasAnEmptyObjectAtItsEnd() {
		String start = "{'type':'content_block_start','index':0,'content_block':" + CALL + "}";
		String stop = "{'type':'content_block_stop','index':0}";
		assertThat(events(start,
				"{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':''}}", stop,
				stop))
			.containsExactly(new Delta.CallBegun(0, "c", "now"), new Delta.CallArguments(0, "{}"));
		assertThat(events(start,
				"{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
				stop))
			.containsExactly(new Delta.CallBegun(1, "c", "now"), new Delta.CallArguments(1, "{}"));
	}

}
