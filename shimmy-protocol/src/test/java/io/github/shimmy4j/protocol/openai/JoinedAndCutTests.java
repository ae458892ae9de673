package io.github.shimmy4j.protocol.openai;

import java.util.List;

import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link Completion#chunks} and {@link JoinedChunks} are inverse to each other. */
class JoinedAndCutTests {

	private final CompletionShape shape = new CompletionShape("id-7", "tiny");

	private Completion whole(String json) {
		return this.shape.whole(CompletionShapeTests.json(json));
	}

	private Completion joined(List<Completion.Chunk> chunks) {
		JoinedChunks joined = new JoinedChunks();
		chunks.forEach(joined::add);
		return this.shape.whole(joined.whole());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'choices':[{'message':{'content':'Yes, it is.'}}]}",
			"{'choices':[{'message':{'content':' two  spaces\\n\\nand lines \\n'},'finish_reason':'length'}]}",
			"{'choices':[{'message':{'content':''}}],'usage':{'prompt_tokens':5,'completion_tokens':1}}",
			"{'id':'1','created':17,'model':'m','choices':[{'message':{'content':'Yes'}},{'message':{'content':'No'}}]}",
			"{'choices':[{'message':{'content':'Yes','reasoning_content':'Let me see'}}]}",
			"{'choices':[{'message':{'content':'','tool_calls':[{'id':'a','type':'function','function':{'name':'look','arguments':'{}'}}]},'finish_reason':'tool_calls'}]}" })
	void splitCompletionIsTheSameWhenItIsJoined(String json) {
		Completion whole = whole(json);
		String before = whole.text();
		Completion joined = joined(whole.chunks());
		assertThat(whole.text()).as("not changed").isEqualTo(before);
		assertThat(joined.json()).isEqualTo(whole.json());
	}

	@Test
	void wordsComeOneByOneBetweenTheRoleAndTheReason() {
		List<Completion.Chunk> chunks = whole(
				"{'choices':[{'message':{'content':'Yes, it is'}}],'usage':{'prompt_tokens':5}}")
			.chunks();
		assertThat(chunks).extracting((chunk) -> chunk.json().at("/choices/0/delta").toString())
			.containsExactly("{\"role\":\"assistant\"}", "{\"content\":\"Yes, \"}", "{\"content\":\"it \"}",
					"{\"content\":\"is\"}", "{}", "");
		assertThat(chunks).extracting(Completion.Chunk::isLast)
			.containsExactly(false, false, false, false, true, false);
		assertThat(chunks).extracting(Completion.Chunk::saysAnything)
			.containsExactly(false, true, true, true, false, false);
		assertThat(chunks).extracting(Completion.Chunk::usage)
			.containsExactly(null, null, null, null, null, new Usage(5, 0, null));
	}

	@Test
	void everythingThatChunksHaveIsInTheWhole() {
		List<Completion.Chunk> chunks = List.of(
				"{'choices':[{'index':1,'delta':{'role':'assistant','content':null}}],'x':1}",
				"{'choices':[{'index':0,'delta':{'content':'Y'},'logprobs':{'content':[{'token':'Y'}]}}],'x':null}",
				"{'choices':[{'index':0,'delta':{'content':'es','role':''},'logprobs':{'content':[{'token':'es'}]},'finish_reason':'stop'}]}",
				"{'choices':[{'index':1,'delta':{'tool_calls':[{'index':1,'function':{'name':'go','arguments':'{'}}]}}]}",
				"{'choices':[{'index':1,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'}'}},{'index':0,'id':'a','function':{'name':'look'}}]}}]}")
			.stream()
			.map((json) -> this.shape.chunk(CompletionShapeTests.json(json)))
			.toList();
		String before = chunks.toString();
		assertThat(joined(chunks).json()).isEqualTo(whole("""
				{'x':1,'choices':[
				{'index':0,'message':{'role':'assistant','content':'Yes'},'finish_reason':'stop',
				'logprobs':{'content':[{'token':'Y'},{'token':'es'}]}},
				{'index':1,'message':{'role':'assistant','tool_calls':[
				{'id':'a','type':'function','function':{'name':'look','arguments':''}},
				{'id':'call_1','type':'function','function':{'name':'go','arguments':'{}'}}]}}]}""").json());
		assertThat(chunks).as("not changed").hasToString(before);
	}

}
