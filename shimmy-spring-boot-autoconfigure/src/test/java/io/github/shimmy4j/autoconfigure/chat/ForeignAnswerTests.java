package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.Objects;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

/** Issue 13: what servers of others answer, which is not always what OpenAI does. */
class ForeignAnswerTests extends ForeignServer {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"choices":[{"index":0,"delta":{"reasoning_content":"2+2"}}]} | {"choices":[{"index":0,"delta":{"content":"Four"},"finish_reason":"stop"}]}
					{"choices":[{"index":0,"delta":{"reasoning":"2+2"}}]} | {"choices":[{"index":0,"delta":{"content":"Four"},"finish_reason":"stop"}]}
					{"choices":[{"index":0,"delta":{"content":"<think>2+2</thi"}}]} | {"choices":[{"index":0,"delta":{"content":"nk>\\n\\nFour"},"finish_reason":"stop"}]}
					""")
	void thinkingIsKeptApart(String first, String second) {
		streams(first, second, "[DONE]");
		assertSays("Four", "STOP");
		assertThat(thinking(call())).isEqualTo("2+2");
		assertThat(stream().stream().map(ForeignAnswerTests::thinking).filter(Objects::nonNull))
			.as("stream of the thinking")
			.contains(SpringAi.streamsThinking() ? "2+2" : "");
	}

	private static String thinking(ChatResponse response) {
		return (response.getResult() != null)
				? (String) response.getResult().getOutput().getMetadata().get("reasoningContent") : null;
	}

	@ParameterizedTest
	@CsvSource({ "length", "stop" })
	void thinkingAloneIsNoAnswerAndNoFaultOfTheServer(String reason) {
		streams("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"2+2 is\"}}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]}".formatted(reason), "[DONE]");
		assertThat(catchThrowableOfType(InvalidAnswerException.class, this::call))
			.hasMessageContaining("used all its tokens for thinking")
			.extracting(ShimmyException::code)
			.isEqualTo(ShimmyErrorCode.GENERATION_FAILED);
		assertThat(catchThrowableOfType(ShimmyException.class, this::stream))
			.hasMessageContaining(SpringAi.streamsThinking() ? "used all its tokens for thinking" : "has no content")
			.extracting(ShimmyException::code)
			.isEqualTo(ShimmyErrorCode.GENERATION_FAILED);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					nothing but what is used      | {'choices':[{'delta':{'content':'Yes'}}]} | {'choices':[{'finish_reason':'stop'}]}
					usage without an id           | {'id':'1','model':'m','choices':[{'index':0,'delta':{'content':'Yes'},'finish_reason':'stop'}]} | {'choices':[],'usage':{'prompt_tokens':5,'completion_tokens':1,'total_tokens':6}}
					usage alone                   | {'id':'1','choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]} | {'usage':{'prompt_tokens':5}}
					nulls                         | {'id':null,'object':null,'created':null,'model':null,'usage':null,'choices':[{'index':null,'delta':{'role':null,'content':'Yes','tool_calls':null},'finish_reason':null,'logprobs':null}]} | {'choices':[{'delta':null,'finish_reason':'stop'}],'usage':null}
					null choices                  | {'choices':null,'usage':null} | {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}
					empty reasons before the last | {'choices':[{'delta':{'content':'Yes'},'finish_reason':''}]} | {'choices':[{'delta':{},'finish_reason':'stop'}]}
					numbers as text               | {'created':'17','choices':[{'index':'0','delta':{'content':'Yes'}}]} | {'created':17.25,'choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':{'prompt_tokens':'5','completion_tokens':'1','total_tokens':6.0}}
					a filter's report first       | {'choices':[],'prompt_filter_results':[]} | {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}],'x':{'y':1}}
					parts in place of a text      | {'choices':[{'delta':{'content':[{'type':'text','text':'Yes'}]}}]} | {'choices':[{'delta':{'content':''},'finish_reason':'stop'}]}
					a message in place of a delta | {'choices':[{'message':{'role':'assistant','content':'Yes'},'finish_reason':'stop'}]} | {'choices':[]}
					progress of reading           | {'prompt_progress':{'total':9,'processed':3}} | {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}
					an error that is none         | {'error':null,'choices':[{'delta':{'content':'Yes'}}]} | {'error':'','choices':[{'delta':{},'finish_reason':'stop'}]}
					""")
	void chunkNeedsOnlyWhatIsUsed(String what, String first, String second) {
		streams(first, second, "[DONE]");
		assertSays("Yes", "STOP");
		streams(first, second);
		assertSays("Yes", "STOP");
	}

	@ParameterizedTest
	@CsvSource({ "eos_token,STOP", "end_turn,STOP", "STOP,STOP", "max_tokens,LENGTH", "length,LENGTH",
			"content_filter,CONTENT_FILTER", "7,STOP" })
	void anyReasonEndsAnAnswer(String reason, String shown) {
		streams("{'choices':[{'delta':{'content':'Yes'}}]}",
				"{'choices':[{'delta':{},'finish_reason':'%s'}]}".formatted(reason));
		assertSays("Yes", shown);
		answers(JSON, "{'choices':[{'message':{'content':'Yes'},'finish_reason':'%s'}]}".formatted(reason));
		assertSays("Yes", shown);
	}

	/** Each is the same answer. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					a byte order mark | \uFEFFdata: {'choices':[{'delta':{'content':'Y'}}]}\\n\\ndata: {'choices':[{'delta':{'content':'es'},'finish_reason':'stop'}]}\\n\\n
					returns           | data: {'choices':[{'delta':{'content':'Y'}}]}\\r\\n\\r\\ndata: {'choices':[{'delta':{'content':'es'},'finish_reason':'stop'}]}\\r\\n\\r\\n
					returns alone     | data: {'choices':[{'delta':{'content':'Y'}}]}\\r\\rdata: {'choices':[{'delta':{'content':'es'},'finish_reason':'stop'}]}\\r\\r
					no space          | data:{'choices':[{'delta':{'content':'Y'}}]}\\n\\ndata:{'choices':[{'delta':{'content':'es'},'finish_reason':'stop'}]}\\n\\n
					several lines     | data: {'choices':\\ndata: [{'delta':{'content':'Yes'},\\ndata: 'finish_reason':'stop'}]}\\n\\n
					other fields      | : ping\\n\\nretry: 5\\nevent: message\\nid: 7\\ndata: {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}\\n\\n
					empty lines first | \\n\\n\\ndata: {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}\\n\\n
					no last line      | data: {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}
					words after DONE  | data: {'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}\\n\\ndata: [DONE]\\n\\ndata: bye\\n\\n
					""")
	void eventStreamIsReadAsItsSpecificationSays(String what, String written) {
		String events = written.replace("\\n", "\n").replace("\\r", "\r");
		for (String type : List.of(EVENTS, "", "text/plain")) {
			answers(type, events);
			assertSays("Yes", "STOP");
		}
	}

	/** A server need not honour a stream that was asked for. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					usual            | {'id':'1','object':'chat.completion','created':1,'model':'big','choices':[{'index':0,'message':{'role':'assistant','content':'Yes, it is'},'finish_reason':'stop'}],'usage':{'prompt_tokens':5,'completion_tokens':1,'total_tokens':6}}
					only what counts | {'choices':[{'message':{'content':'Yes, it is'}}]}
					nulls            | {'error':null,'usage':null,'choices':[{'message':{'role':null,'content':'Yes, it is','tool_calls':null},'finish_reason':null}]}
					byte order mark  | \uFEFF{'choices':[{'message':{'content':'Yes, it is'}}]}
					a list of one    | [{'choices':[{'message':{'content':'Yes, it is'}}]}]
					""")
	void wholeAnswerIsTakenAsItIs(String what, String json) {
		for (String type : List.of(JSON, EVENTS, "")) {
			answers(type, json);
			assertSays("Yes, it is", "STOP");
		}
	}

	@Test
	void serverNeedNotEndTheConnectionOfAnAnswerThatItHasEnded() {
		streams("{'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}", "[DONE]");
		this.endless = true;
		try {
			assertSays("Yes", "STOP");
		}
		finally {
			this.endless = false;
		}
	}

	@Test
	void everythingThatAStreamHasIsInTheJoinedAnswer() {
		streams("{'choices':[{'delta':{'role':'assistant','content':null,'reasoning_content':'Let me '}}]}",
				"{'choices':[{'delta':{'reasoning_content':'see'}}]}",
				"{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'c1','type':'function','function':{'name':'look','arguments':''}}]}}]}",
				"{'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\'at\\':'}}]}}]}",
				"{'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'arguments':'1}'}}]}}]}",
				"{'choices':[{'delta':{'tool_calls':[{'function':{'name':'go','arguments':{'to':2}},'index':1}]}}]}",
				"{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}",
				"{'choices':[],'usage':{'prompt_tokens':5,'completion_tokens':7,'total_tokens':12,'prompt_tokens_details':{'cached_tokens':3}}}",
				"[DONE]");
		ChatResponse answer = call();
		assertThat(answer.getResult().getOutput().getToolCalls())
			.extracting(ToolCall::id, ToolCall::name, ToolCall::arguments)
			.containsExactly(tuple("c1", "look", "{\"at\":1}"), tuple("call_1", "go", "{\"to\":2}"));
		assertThat(answer.getResult().getOutput().getMetadata()).containsEntry("reasoningContent", "Let me see");
		assertThat(answer.getResult().getMetadata().getFinishReason()).isEqualTo("TOOL_CALLS");
		assertThat(answer.getMetadata().getUsage().getTotalTokens()).isEqualTo(12);
		assertThat(answer.getMetadata().getModel()).isEqualTo("big");
		assertThat(this.request).contains("\"stream\":true", "\"include_usage\":true");
	}

}
