package io.github.shimmy4j.gateway.session;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Chats that name a session, on a server that streams and answers one at a time. */
@ExtendWith(SharedGateway.class)
class SessionChatTests {

	private static final String CHATS = "/v1/chat/completions";

	private static final String STREAM = "\"stream\":true";

	private final FakeGateway gateway;

	/** The common pool of a small machine would send one request at a time. */
	private final ExecutorService threads = Executors.newCachedThreadPool();

	SessionChatTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	@AfterEach
	void endThreads() {
		this.threads.shutdownNow();
	}

	private HttpResponse<String> chat(String id, String question, String... fields) {
		return this.gateway.post(CHATS, FakeGateway.body(question, fields), SessionKey.HEADER, id);
	}

	private HttpResponse<String> post(String path, String id, String body) {
		return this.gateway.post(path, body.replace('\'', '"'), SessionKey.HEADER, id);
	}

	private JsonNode session(String id) {
		return this.gateway.document("/v1/session/" + id);
	}

	private List<String> messages(String id) {
		return texts(session(id).path("messages"));
	}

	private List<String> lastSent() {
		return texts(this.gateway.lastRequest().at("/body/messages"));
	}

	static List<String> texts(JsonNode messages) {
		List<String> texts = new ArrayList<>();
		messages.forEach(
				(message) -> texts.add(message.path("role").asString() + ": " + message.path("content").asString("")));
		return texts;
	}

	private static void assertGood(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void storedTurnsGoBeforeTheNextRequest(boolean stream) {
		String id = "turns-" + stream;
		HttpResponse<String> first = chat(id, "Repeat after me: apple", "\"stream\":" + stream);
		assertGood(first);
		assertThat(first.headers().firstValue(SessionKey.HEADER)).hasValue(id);
		assertThat(first.headers().firstValue(SessionRequests.MESSAGES)).hasValue("0");
		assertThat(messages(id)).containsExactly("user: Repeat after me: apple", "assistant: apple");
		HttpResponse<String> second = chat(id, "Repeat after me: pear", "\"stream\":" + stream);
		assertThat(second.headers().firstValue(SessionRequests.MESSAGES)).hasValue("2");
		assertThat(lastSent()).containsExactly("user: Repeat after me: apple", "assistant: apple",
				"user: Repeat after me: pear");
		JsonNode session = session(id);
		assertThat(session.path("id").asString()).isEqualTo(id);
		assertThat(session.path("object").asString()).isEqualTo("session");
		assertThat(session.path("messages")).hasSize(4);
		assertThat(Instant.parse(session.path("created").asString()))
			.isBefore(Instant.parse(session.path("lastUsed").asString()));
		assertThat(session.at("/usage/total_tokens").asLong())
			.isEqualTo(session.at("/usage/prompt_tokens").asLong() + session.at("/usage/completion_tokens").asLong())
			.isPositive();
	}

	@Test
	void requestWithoutTheHeaderHasNoSession() {
		HttpResponse<String> answer = this.gateway.chat("Repeat after me: nothing", "\"user\":\"turns-true\"");
		assertThat(answer.headers().firstValue(SessionKey.HEADER)).isEmpty();
		assertThat(lastSent()).containsExactly("user: Repeat after me: nothing");
	}

	@Test
	void sessionGoesOnInAnotherProtocol() {
		assertGood(chat("protocols", "Repeat after me: one"));
		for (boolean stream : new boolean[] { false, true }) {
			assertGood(post("/v1/messages", "protocols",
					"{'model':'claude','max_tokens':99,'stream':%s,'system':'Be brief','messages':[{'role':'user','content':'Repeat after me: two'}]}"
						.formatted(stream)));
			assertGood(post("/api/chat", "protocols",
					"{'model':'%s','stream':%s,'messages':[{'role':'user','content':'Repeat after me: three'}]}"
						.formatted(FakeGateway.MODEL, stream)));
		}
		List<String> messages = messages("protocols");
		assertThat(messages).startsWith("system: Be brief", "user: Repeat after me: one", "assistant: one",
				"user: Repeat after me: two", "assistant: two", "user: Repeat after me: three", "assistant: three");
		assertThat(messages).hasSize(11);
		assertThat(lastSent()).isEqualTo(messages.subList(0, 10));
	}

	/**
	 * As Claude Code asks: results of calls in a stored answer, which it does not repeat.
	 */
	@Test
	void resultsOfStoredCallsAreReadInClaudesProtocol() {
		String tools = "'tools':[{'name':'Read','input_schema':{'type':'object','properties':{'path':{'type':'string'}}}}]";
		String body = "{'model':'claude','max_tokens':99,%s,'messages':[%s]}";
		HttpResponse<String> call = post("/v1/messages", "claude-tools", body.formatted(tools,
				"{'role':'user','content':'use Read {\\'path\\':\\'x\\'}'}".replace("\\'", "\\\"")));
		String id = FakeGateway.json(call).path("content").path(0).path("id").asString();
		assertThat(id).as(call.body()).isNotEmpty();
		HttpResponse<String> answer = post("/v1/messages", "claude-tools",
				body.formatted(tools,
						"{'role':'user','content':[{'type':'tool_result','tool_use_id':'%s','content':'forty-two'}]}"
							.formatted(id)));
		assertThat(answer.body()).contains("forty-two");
		assertThat(session("claude-tools").at("/messages/1/tool_calls/0/id").asString()).isEqualTo(id);
		assertThat(session("claude-tools").at("/messages/2/tool_call_id").asString()).isEqualTo(id);
		HttpResponse<String> refused = post("/v1/messages", "claude-tools", body.formatted(tools,
				"{'role':'user','content':[{'type':'tool_result','tool_use_id':'other','content':'43'}]}"));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains("'other'", "the id of a call in the session");
	}

	/** Ollama's protocol has no ids of calls. */
	@Test
	void resultsOfStoredCallsAreReadInOllamasProtocol() {
		String body = "{'model':'" + FakeGateway.MODEL + "','stream':false,'tools':[{'type':'function','function':"
				+ "{'name':'Read','parameters':{'type':'object','properties':{'path':{'type':'string'}}}}}],'messages':[%s]}";
		HttpResponse<String> call = post("/api/chat", "ollama-tools",
				body.formatted("{'role':'user','content':'use Read {\\'path\\':\\'x\\'}'}".replace("\\'", "\\\"")));
		assertThat(call.body()).contains("tool_calls");
		HttpResponse<String> answer = post("/api/chat", "ollama-tools",
				body.formatted("{'role':'tool','tool_name':'Read','content':'forty-two'}"));
		assertThat(answer.body()).contains("forty-two");
		JsonNode stored = session("ollama-tools");
		assertThat(stored.at("/messages/2/tool_call_id").asString())
			.isEqualTo(stored.at("/messages/1/tool_calls/0/id").asString())
			.isNotEmpty();
	}

	@Test
	void tokensOfASessionAreCountedWithItsTurns() {
		String body = "{'model':'claude','max_tokens':99,'messages':[{'role':'user','content':'Hello'}]}";
		assertGood(post("/v1/messages", "counted", body));
		long alone = FakeGateway.json(post("/v1/messages/count_tokens", "other", body)).path("input_tokens").asLong();
		long counted = FakeGateway.json(post("/v1/messages/count_tokens", "counted", body))
			.path("input_tokens")
			.asLong();
		JsonNode usage = FakeGateway.json(post("/v1/messages", "counted", body)).path("usage");
		assertThat(counted).isGreaterThan(alone)
			.isEqualTo(usage.path("input_tokens").asLong() + usage.path("cache_read_input_tokens").asLong());
		assertThat(this.gateway.get("/v1/session/other").statusCode()).as("a count begins no session").isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "generation-502", "status=400", "answer-html", "cut-stream", "no-finish-reason" })
	void failedAnswerLeavesTheSessionAsItWas(String fault) {
		String id = "failed-" + fault.replace('=', '-');
		assertGood(chat(id, "Repeat after me: apple"));
		JsonNode before = session(id);
		this.gateway.faults(fault);
		HttpResponse<String> failed = chat(id, "Repeat after me: pear", STREAM);
		assertThat(failed.body()).contains("error");
		this.gateway.mend();
		JsonNode after = session(id);
		assertThat(after.path("messages")).isEqualTo(before.path("messages"));
		assertThat(after.path("usage")).isEqualTo(before.path("usage"));
		assertGood(chat(id, "Repeat after me: plum"));
		assertThat(messages(id)).hasSize(4);
	}

	@Test
	void firstRequestThatFailsBeginsNoSession() {
		this.gateway.faults("generation-502");
		chat("never", "Hello");
		this.gateway.mend();
		HttpResponse<String> absent = this.gateway.get("/v1/session/never");
		assertThat(absent.statusCode()).isEqualTo(404);
		assertThat(absent.body()).contains("session_not_found", "shimmy.gateway.session");
	}

	@Test
	void requestsOfASessionGoOneAfterAnother() {
		this.gateway.faults("token-delay=100ms");
		CompletableFuture<HttpResponse<String>> first = CompletableFuture
			.supplyAsync(() -> chat("order", "Repeat after me: apple pear plum", STREAM), this.threads);
		this.gateway.awaitRequest("apple pear plum");
		CompletableFuture<HttpResponse<String>> second = CompletableFuture
			.supplyAsync(() -> chat("order", "Repeat after me: last"), this.threads);
		assertGood(first.join());
		assertGood(second.join());
		assertThat(messages("order")).containsExactly("user: Repeat after me: apple pear plum",
				"assistant: apple pear plum", "user: Repeat after me: last", "assistant: last");
	}

	@Test
	void manyAtOnceLoseNoTurn() {
		List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
		for (int number = 0; number < 20; number++) {
			String question = "Repeat after me: number " + number;
			asked.add(CompletableFuture.supplyAsync(() -> chat("crowd", question), this.threads));
		}
		asked.forEach((each) -> assertGood(each.join()));
		List<String> messages = messages("crowd");
		assertThat(messages).hasSize(40).doesNotHaveDuplicates();
		for (int index = 0; index < 40; index += 2) {
			assertThat(messages.get(index + 1))
				.isEqualTo(messages.get(index).replace("user: Repeat after me: ", "assistant: "));
		}
	}

	@Test
	void removedSessionIsGoneAndStaysGoneWhenItsAnswerEnds() {
		assertGood(chat("removed", "Repeat after me: apple"));
		this.gateway.faults("token-delay=100ms");
		CompletableFuture<HttpResponse<String>> running = CompletableFuture
			.supplyAsync(() -> chat("removed", "Repeat after me: pear plum cherry", STREAM), this.threads);
		this.gateway.awaitRequest("pear plum cherry");
		HttpResponse<String> removed = this.gateway.send("DELETE", "/v1/session/removed", "");
		assertThat(removed.body()).isEqualTo("{\"id\":\"removed\",\"object\":\"session\",\"deleted\":true}");
		assertGood(running.join());
		assertThat(this.gateway.get("/v1/session/removed").statusCode()).isEqualTo(404);
		assertThat(this.gateway.send("DELETE", "/v1/session/removed", "").statusCode()).isEqualTo(404);
		this.gateway.clearFaults();
		assertThat(chat("removed", "Hello").headers().firstValue(SessionRequests.MESSAGES)).hasValue("0");
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions, context_length_exceeded", "/v1/messages, prompt is too long",
			"/api/chat, takes 2048" })
	void promptThatIsTooLongByItsSessionSaysSo(String path, String words) {
		String id = "long" + path.replace('/', '-');
		String body = "{'model':'qwen-local','max_tokens':9,'stream':false,'messages':[{'role':'user','content':'%s'}]}"
			.formatted("Word ".repeat(1200));
		assertGood(post(path, id, body));
		HttpResponse<String> refused = post(path, id, body);
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(refused.body()).contains(words, "'" + id + "' puts 2 messages before", "DELETE /v1/session/" + id);
		assertThat(messages(id)).hasSize(2);
	}

	@Test
	void fieldIsNamedByItsIndexInTheRequest() {
		assertGood(chat("fields", "Hello"));
		HttpResponse<String> refused = post(CHATS, "fields",
				"{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}}]}]}");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/param").asString()).isEqualTo("messages[0].content");
		HttpResponse<String> prefix = post("/v1/messages", "fields",
				"{'model':'claude','max_tokens':9,'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}]}");
		assertThat(prefix.statusCode()).isEqualTo(400);
		assertThat(prefix.body()).contains("messages[1].role");
	}

	@Test
	void clientThatLeavesEndsItsTurnAndStoresNothing() throws Exception {
		assertGood(chat("left", "Repeat after me: apple"));
		this.gateway.faults("token-delay=2s");
		byte[] body = FakeGateway.body("Repeat after me: never to be stored", STREAM).getBytes(StandardCharsets.UTF_8);
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port())) {
			client.getOutputStream()
				.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nx-shimmy-session: left\r\n"
						+ "Content-Length: " + body.length + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			client.getOutputStream().write(body);
			this.gateway.awaitRequest("never to be stored");
		}
		this.gateway.clearFaults();
		assertGood(chat("left", "Repeat after me: pear"));
		assertThat(messages("left")).containsExactly("user: Repeat after me: apple", "assistant: apple",
				"user: Repeat after me: pear", "assistant: pear");
		this.gateway.awaitInFlight(0);
	}

}
