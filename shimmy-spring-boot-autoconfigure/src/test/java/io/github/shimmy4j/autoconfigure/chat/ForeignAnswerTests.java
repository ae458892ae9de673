package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.autoconfigure.chat.transport.ChatTransport;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Issue 13: what servers of others answer, which is not always what OpenAI does. Each
 * answer is given to a stream and to a call, which must judge alike.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignAnswerTests {

	private static final String EVENTS = "text/event-stream";

	private static final String JSON = "application/json";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final OpenAiChatOptions options = OpenAiChatOptions.builder().model("big").maxTokens(8).build();

	private final ChatTransport transport = ChatTransport.create(Duration.ofSeconds(30), null);

	private HttpServer server;

	private ShimmyChatModel model;

	private volatile byte[] answer = {};

	private volatile int status = 200;

	private volatile String contentType = EVENTS;

	private volatile String request = "";

	/** Whether the server forgets to end its answers. */
	private volatile boolean endless;

	@BeforeAll
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/v1/chat/completions", this::answer);
		this.server.start();
		UseSource uses = new ExternalUses(ServerClient.create(),
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"), null, "big", 0,
				System::nanoTime);
		this.model = new ShimmyChatModel(() -> this.transport.model(this.options, ObservationRegistry.NOOP),
				new Admission(uses, Duration.ofSeconds(30), AdmissionListener.NONE, System::nanoTime),
				this.transport.exchanges(), new PromptCheck(this.options, null));
	}

	@AfterAll
	void stop() {
		this.transport.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		if (!this.contentType.isEmpty()) {
			exchange.getResponseHeaders().set("Content-Type", this.contentType);
		}
		boolean endless = this.endless;
		exchange.sendResponseHeaders(this.status, endless ? 0 : ((this.answer.length > 0) ? this.answer.length : -1));
		exchange.getResponseBody().write(this.answer);
		exchange.getResponseBody().flush();
		if (!endless) {
			exchange.close();
		}
	}

	private void answers(String type, String body) {
		this.status = 200;
		this.contentType = type;
		this.answer = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
	}

	/** Chunks as events, with the ends of lines that most servers have. */
	private void streams(String... chunks) {
		StringBuilder events = new StringBuilder();
		for (String chunk : chunks) {
			events.append("data: ").append(chunk).append("\n\n");
		}
		answers(EVENTS, events.toString());
	}

	private List<ChatResponse> stream() {
		return Objects
			.requireNonNull(this.model.stream(new Prompt("Hello")).collectList().block(Duration.ofSeconds(30)));
	}

	private ChatResponse call() {
		return this.model.call(new Prompt("Hello"));
	}

	private static String text(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		chunks.stream()
			.flatMap((chunk) -> chunk.getResults().stream())
			.map((result) -> result.getOutput().getText())
			.filter(Objects::nonNull)
			.forEach(text::append);
		return text.toString();
	}

	private void assertSays(String words, String reason) {
		List<ChatResponse> chunks = stream();
		assertThat(text(chunks)).isEqualTo(words);
		assertThat(chunks.stream()
			.flatMap((chunk) -> chunk.getResults().stream())
			.map((result) -> result.getMetadata().getFinishReason())
			.filter(Objects::nonNull)).containsExactly(reason);
		ChatResponse whole = call();
		assertThat(whole.getResult().getOutput().getText()).isEqualTo(words);
		assertThat(whole.getResult().getMetadata().getFinishReason()).isEqualTo(reason);
	}

	private void assertFails(ShimmyErrorCode code, String... words) {
		ShimmyException stream = catchThrowableOfType(ShimmyException.class, this::stream);
		ShimmyException call = catchThrowableOfType(ShimmyException.class, this::call);
		assertThat(List.of(stream, call)).allSatisfy((failure) -> {
			assertThat(failure.code()).isEqualTo(code);
			assertThat(failure).hasMessageContainingAll(words);
		});
		assertThat(call).hasMessage(stream.getMessage());
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

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'error':{'message':'the GPU is on fire','type':'server_error'}} | GENERATION_FAILED | the GPU is on fire
					{'error':'the GPU is on fire'}                                   | GENERATION_FAILED | the GPU is on fire
					{'error':{'message':'not by the schema','type':'invalid_request_error','code':'invalid_answer'}} | GENERATION_FAILED | not by the schema
					{'error':{'message':'no such field','type':'invalid_request_error','code':'invalid_stop'}} | REQUEST_REJECTED | no such field
					{'object':'error','message':'the GPU is on fire','code':500}     | GENERATION_FAILED | the GPU is on fire
					[{'error':{'code':429,'message':'too many'}}]                    | OVERLOADED        | too many
					{'error':{'code':400,'message':'no such tool'}}                  | REQUEST_REJECTED  | no such tool
					{'error':{'code':'context_length_exceeded','message':'9 > 8'}}   | CONTEXT_EXCEEDED  | 9 > 8
					{'error':{'type':'exceed_context_size_error','message':'9 > 8'}} | CONTEXT_EXCEEDED  | 9 > 8
					{'choices':[{'index':0,'error':{'message':'GPU on fire'}}]}      | GENERATION_FAILED | GPU on fire
					""")
	void errorWithAGoodStatusIsTheServersOwn(String error, ShimmyErrorCode code, String words) {
		answers(JSON, error);
		assertFails(code, words);
		streams("{'choices':[{'delta':{'content':'Yes'}}]}", error, "[DONE]");
		assertFails(code, words);
	}

	/** So llama.cpp's server wrote them until 2025. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'code':500,'message':'GPU on fire','type':'server_error'}            | GENERATION_FAILED | GPU on fire
			{'code':400,'message':'9 > 8','type':'exceed_context_size_error'}     | CONTEXT_EXCEEDED  | 9 > 8
			{'error':{'code':503,'message':'Loading model'}}                      | OVERLOADED        | Loading model
			out of luck                                                           | GENERATION_FAILED | out of luck
			""")
	void errorInAFieldOfItsOwnIsTheServersOwn(String error, ShimmyErrorCode code, String words) {
		for (String before : List.of("", "data: {'choices':[{'delta':{'content':'Yes'}}]}\n\n")) {
			for (String end : List.of("\n\n", "")) {
				answers(EVENTS, before + "error: " + error + end);
				assertFails(code, words);
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
							text/html         | <html><body>Sign in</body></html>             | Sign in
							text/plain        | upstream is not there                         | upstream is not there
							text/plain        | idle                                          | idle
					application/json  | {'models':[]}                                 | no choices: '{"models":[]}'
							application/json  | {'choices':[]}                                | no choices
							application/json  | {'choices':{}}                                | is not a list
							application/json  | {'choices':['Yes']}                           | an entry that is not an object
							application/json  | 42                                            | 42
							application/json  | {'choices':[{'index':0,'text':'Yes'}]}        | older /completions
							text/event-stream | data: {'choices':[{'text':'Yes'}]}\\n\\n      | older /completions
							text/event-stream | data: {'choices':[{'delta':\\n\\n             | not JSON
							text/event-stream | data: <html>\\n\\n                            | not JSON: '<html>'
							text/event-stream | event: error\\ndata: out of luck\\n\\n        | out of luck
							text/event-stream | data: {'message':{'content':'Yes'}}\\n\\n     | no chunks of a chat completion: '{"message":
							application/json  | ``                                            | is empty
							text/plain        | a\u001B[31mb\u202Ec                             | a\\u001b[31mb\\u202ec
							""")
	void whatCannotBeReadIsAnErrorWithTheServersWords(String type, String body, String words) {
		answers(type, body.replace("\\n", "\n"));
		assertFails(ShimmyErrorCode.INVALID_RESPONSE, words);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					no reason      | data: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\n
					only DONE      | data: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\ndata: [DONE]\\n\\n
					half a chunk   | data: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\ndata: {'choices':[{'del
					only a comment | : hello\\n\\n
					after reports  | data: {'prompt_progress':{'total':9,'processed':9}}\\n\\ndata: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\n
					only reports   | data: {'prompt_progress':{'total':9,'processed':4}}\\n\\n
					among others   | data: {'what':1}\\n\\ndata: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\n
					""")
	void streamThatStopsIsCut(String what, String events) {
		answers(EVENTS, events.replace("\\n", "\n"));
		assertFails(ShimmyErrorCode.ANSWER_TRUNCATED, "The stream ended without a finish reason");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					422 | text/plain       | Failed to deserialize the JSON body | REQUEST_REJECTED  | Failed to deserialize
					400 | application/json | {'detail':'no such field'}          | REQUEST_REJECTED  | no such field
					400 | application/json | {'detail':[{'msg':'bad'}]}          | REQUEST_REJECTED  | bad
					400 | application/json | {'error':'too hot'}                 | REQUEST_REJECTED  | too hot
					400 | application/json | {'error':{'code':400,'message':'request (9031 tokens) is too long','type':'exceed_context_size_error'}} | CONTEXT_EXCEEDED | 9031 tokens
					500 | text/html        | <h1>Oops</h1>                       | GENERATION_FAILED | <h1>Oops</h1>
					422 | application/json | {'error':{'message':'not by the schema','type':'invalid_request_error','code':'invalid_answer'}} | GENERATION_FAILED | not by the schema
					503 | application/json | [{'error':{'message':'later'}}]     | OVERLOADED        | later
					""")
	void refusalHasTheServersWords(int status, String type, String body, ShimmyErrorCode code, String words) {
		answers(type, body);
		this.status = status;
		assertFails(code, words);
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
