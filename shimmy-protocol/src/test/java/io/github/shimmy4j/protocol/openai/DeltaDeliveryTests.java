package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.AnswerWriter;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A server's bytes in, the deltas of its answer out. */
class DeltaDeliveryTests {

	private final Recorder recorder = new Recorder();

	private final AnswerForm form = new AnswerForm("7", new ModelName("s4j-1", "tiny"), this.recorder,
			AnswerTranslation.NONE);

	private final AnswerReader reader = new AnswerReader(this.form);

	private void read(String json) {
		this.reader.read(ByteBuffer.wrap(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
	}

	private void chunk(String delta, String reason) {
		read("data: {'choices':[{'index':0,'delta':%s,'finish_reason':%s}]}\n\n".formatted(delta, reason));
	}

	private void call(int index, String rest) {
		chunk("{'tool_calls':[{'index':%d,%s}]}".formatted(index, rest), "null");
	}

	@Test
	void textIsSentAsItArrives() {
		chunk("{'role':'assistant','content':''}", "null");
		assertThat(this.recorder.deltas).as("a role is no delta").isEmpty();
		chunk("{'content':'Yes'}", "null");
		assertThat(this.form.take()).isEqualTo("<Text>");
		chunk("{'content':'.'}", "'stop'");
		read("data: {'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2,"
				+ "'prompt_tokens_details':{'cached_tokens':4}}}\n\ndata: [DONE]\n\n");
		this.reader.end();
		assertThat(this.form.take()).isEqualTo("<Text><Ended><Usage><end>");
		assertThat(this.form.contentType()).isEqualTo("text/test");
		assertThat(this.form.model().shown()).isEqualTo("tiny");
		assertThat(this.recorder.deltas).containsExactly(new Delta.Text("Yes"), new Delta.Text("."),
				new Delta.Ended(Delta.Reason.STOP), new Delta.Usage(9, 2, 4L));
	}

	@Test
	void usageThatNobodyHasCountedSaysSo() {
		chunk("{'content':'Yes'}", "'length'");
		read("data: {'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2,'estimated':true}}\n\ndata: [DONE]\n\n");
		this.reader.end();
		assertThat(this.recorder.deltas).endsWith(new Delta.Usage(9, 2, null, true));
	}

	@Test
	void thinkingIsApartFromTheText() {
		chunk("{'content':'<think>2+2</think>Four'}", "null");
		assertThat(this.recorder.deltas).containsExactly(new Delta.Thinking("2+2"), new Delta.Text("Four"));
	}

	@Test
	void refusalOfTheModelIsItsText() {
		chunk("{'refusal':'No.'}", "'stop'");
		assertThat(this.recorder.deltas).startsWith(new Delta.Text("No."));
	}

	@Test
	void otherChoicesAreLeftOut() {
		read("data: {'choices':[{'index':1,'delta':{'content':'No'}},{'index':0,'delta':{'content':'Yes'}}]}\n\n");
		assertThat(this.recorder.deltas).containsExactly(new Delta.Text("Yes"));
	}

	@Test
	void callsMayAlternate() {
		call(3, "'id':'a','function':{'name':'look','arguments':''}");
		call(5, "'function':{'name':'find','arguments':'{'}");
		call(3, "'function':{'arguments':'{}'}");
		call(5, "'id':'later','function':{'arguments':'}'}");
		chunk("{}", "'tool_calls'");
		assertThat(this.recorder.deltas).containsExactly(new Delta.CallBegun(0, "a", "look"),
				new Delta.CallBegun(1, "call_7_1", "find"), new Delta.CallArguments(1, "{"),
				new Delta.CallArguments(0, "{}"), new Delta.CallArguments(1, "}"),
				new Delta.Ended(Delta.Reason.TOOL_CALLS));
	}

	@Test
	void callBeginsWithItsName() {
		call(0, "'id':'a','function':{'arguments':'{'}");
		assertThat(this.recorder.deltas).isEmpty();
		call(0, "'function':{'name':'look','arguments':'}'}");
		assertThat(this.recorder.deltas).containsExactly(new Delta.CallBegun(0, "a", "look"),
				new Delta.CallArguments(0, "{}"));
	}

	@Test
	void callWithoutANameFailsUnlessTheAnswerWasCut() {
		call(0, "'id':'a','function':{'arguments':'{'}");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> chunk("{}", "'tool_calls'"))
			.withMessage("The server called a tool without its name")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE));
		chunk("{}", "'length'");
		assertThat(this.recorder.deltas).containsExactly(new Delta.Ended(Delta.Reason.LENGTH));
	}

	@ParameterizedTest
	@CsvSource({ "stop,STOP", "length,LENGTH", "tool_calls,TOOL_CALLS", "function_call,TOOL_CALLS",
			"content_filter,FILTERED", "eos,STOP" })
	void endHasItsReason(String said, Delta.Reason reason) {
		chunk("{}", "'" + said + "'");
		assertThat(this.recorder.deltas).containsExactly(new Delta.Ended(reason));
	}

	@Test
	void stopAfterCallsWaitsForTheirResults() {
		call(0, "'id':'a','function':{'name':'look','arguments':'{}'}");
		chunk("{}", "'stop'");
		assertThat(this.recorder.deltas).endsWith(new Delta.Ended(Delta.Reason.TOOL_CALLS));
	}

	@Test
	void wholeAnswerKeepsThatItsUsageIsEstimated() {
		read("{'choices':[{'message':{'content':'Yes'},'finish_reason':'length'}],"
				+ "'usage':{'prompt_tokens':9,'completion_tokens':2,'estimated':true}}");
		this.reader.end();
		assertThat(this.recorder.deltas).endsWith(new Delta.Usage(9, 2, null, true));
	}

	@Test
	void wholeAnswerHasTheSameDeltas() {
		read("{'choices':[{'message':{'content':'Yes, it is.','reasoning_content':'Hm','tool_calls':["
				+ "{'id':'a','type':'function','function':{'name':'look','arguments':'{}'}}]},"
				+ "'finish_reason':'tool_calls'}],'usage':{'prompt_tokens':9,'completion_tokens':2}}");
		this.reader.end();
		assertThat(this.recorder.deltas).containsExactly(new Delta.Thinking("Hm"), new Delta.CallBegun(0, "a", "look"),
				new Delta.CallArguments(0, "{}"), new Delta.Text("Yes, "), new Delta.Text("it "), new Delta.Text("is."),
				new Delta.Ended(Delta.Reason.TOOL_CALLS), new Delta.Usage(9, 2, null));
		assertThat(this.form.take()).endsWith("<Usage><end>");
	}

	@Test
	void deliveryOfOneProtocolMayReadChunks() {
		AnswerForm chunks = new AnswerForm("7", new ModelName("s4j-1", "tiny"), new AnswerDelivery() {

			@Override
			public String contentType() {
				return "text/plain";
			}

			@Override
			public String chunk(Completion.Chunk chunk) {
				return chunk.json().path("choices").path(0).path("delta").path("content").asString("");
			}

			@Override
			public String end() {
				return "!";
			}

		}, AnswerTranslation.NONE);
		AnswerReader whole = new AnswerReader(chunks);
		whole.read(ByteBuffer
			.wrap("{\"choices\":[{\"message\":{\"content\":\"Yes it is\"}}]}".getBytes(StandardCharsets.UTF_8)));
		whole.end();
		assertThat(chunks.take()).isEqualTo("Yes it is!");
		assertThat(chunks.contentType()).isEqualTo("text/plain");
	}

	private static final class Recorder implements AnswerWriter {

		private final List<Delta> deltas = new ArrayList<>();

		@Override
		public String contentType() {
			return "text/test";
		}

		@Override
		public String delta(Delta delta) {
			this.deltas.add(delta);
			return "<" + delta.getClass().getSimpleName() + ">";
		}

		@Override
		public String end() {
			return "<end>";
		}

	}

}
