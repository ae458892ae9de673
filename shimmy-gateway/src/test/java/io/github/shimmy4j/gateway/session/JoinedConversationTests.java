package io.github.shimmy4j.gateway.session;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.ollama.OllamaRequest;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JoinedConversationTests {

	private static final Session EMPTY = Session.begun(new SessionKey("", "chat"), Instant.EPOCH);

	private static final String USER = "{'role':'user','content':'%s'}";

	private static final String SYSTEM = "{'role':'system','content':'%s'}";

	private static final String CALL = "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function',"
			+ "'function':{'name':'Read','arguments':'{}'}}]}";

	private static ObjectNode json(String text) {
		return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

	private static CompletionRequest request(String... messages) {
		return new CompletionRequest(json("{'temperature':0,'messages':[%s]}".formatted(String.join(",", messages))));
	}

	private static Completion answer(String message) {
		return new Completion(
				json("{'choices':[{'message':%s}],'usage':{'prompt_tokens':7,'completion_tokens':3,'total_tokens':10}}"
					.formatted(message)));
	}

	private static Completion said(String text) {
		return answer("{'role':'assistant','content':'%s','reasoning_content':'Hm','refusal':null}".formatted(text));
	}

	/** A session after one turn. */
	private static Session after(String answer, String... messages) {
		return JoinedConversation.of(EMPTY, request(messages)).next(answer(answer));
	}

	private static List<String> texts(Iterable<JsonNode> messages) {
		List<String> texts = new ArrayList<>();
		messages.forEach(
				(message) -> texts.add(message.path("role").asString() + " " + message.path("content").asString("")));
		return texts;
	}

	private static List<String> sent(JoinedConversation joined) {
		return texts(joined.request().json().path("messages"));
	}

	private static List<String> stored(Session session) {
		return texts(session.messages().stream().map(StoredMessage::json).toList());
	}

	@Test
	void storedTurnsGoBeforeTheRequest() {
		Session session = JoinedConversation.of(EMPTY, request(SYSTEM.formatted("Be kind"), USER.formatted("One")))
			.next(said("Two"));
		JoinedConversation joined = JoinedConversation.of(session, request(USER.formatted("Three")));
		assertThat(sent(joined)).containsExactly("system Be kind", "user One", "assistant Two", "user Three");
		assertThat(joined.request().json().path("temperature").asInt(1)).isZero();
		assertThat(joined.stored()).hasSize(3);
		assertThat(stored(joined.next(said("Four")))).containsExactly("system Be kind", "user One", "assistant Two",
				"user Three", "assistant Four");
	}

	@Test
	void systemMessagesOfARequestReplaceThoseOfTheSession() {
		Session session = after("{'role':'assistant','content':'Two'}", SYSTEM.formatted("Be kind"),
				"{'role':'developer','content':'Be brief'}", USER.formatted("One"));
		JoinedConversation joined = JoinedConversation.of(session,
				request(SYSTEM.formatted("Be rude"), USER.formatted("Three")));
		assertThat(sent(joined)).containsExactly("system Be rude", "user One", "assistant Two", "user Three");
		assertThat(stored(joined.next(said("Four")))).startsWith("system Be rude", "user One");
	}

	@Test
	void thinkingIsNotStored() {
		Session session = JoinedConversation
			.of(EMPTY, request("{'role':'assistant','content':'Zero','reasoning_content':'Hm'}", USER.formatted("One")))
			.next(said("Two"));
		assertThat(session.messages()).extracting((message) -> message.json().toString())
			.containsExactly("{\"role\":\"assistant\",\"content\":\"Zero\"}", "{\"role\":\"user\",\"content\":\"One\"}",
					"{\"role\":\"assistant\",\"content\":\"Two\"}");
	}

	@Test
	void numbersOfImagesAndSchemasKeepTheirDigits() {
		String part = "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:x'}},{'type':'text',"
				+ "'text':'One','weight':1.0000000000000000001}]}";
		Session session = JoinedConversation
			.of(EMPTY,
					new CompletionRequest(CompletionRequest
						.parse(("{'messages':[" + part + "]}").replace('\'', '"').getBytes(StandardCharsets.UTF_8))
						.json()))
			.next(said("Two"));
		assertThat(JoinedConversation.of(session, request(USER.formatted("Three"))).request().json().toString())
			.contains("1.0000000000000000001", "data:x");
	}

	@Test
	void usageIsTheSumOfAllAnswers() {
		Session session = JoinedConversation.of(EMPTY, request(USER.formatted("One"))).next(said("Two"));
		Session later = JoinedConversation.of(session, request(USER.formatted("Three"))).next(said("Four"));
		assertThat(later.usage()).isEqualTo(new SessionUsage(14, 6, false));
		Completion estimated = new Completion(json(
				"{'choices':[{'message':{'content':'x'}}],'usage':{'prompt_tokens':1,'completion_tokens':1,'estimated':true}}"));
		Session last = JoinedConversation.of(later, request(USER.formatted("Five"))).next(estimated);
		assertThat(last.usage()).isEqualTo(new SessionUsage(15, 7, true));
		assertThat(last.json().at("/usage/estimated").asBoolean()).isTrue();
	}

	@Test
	void answerWithoutATextIsStoredAsAnEmptyOne() {
		Session session = after("{'role':'assistant','content':null}", USER.formatted("One"));
		assertThat(stored(session)).containsExactly("user One", "assistant ");
		assertThat(session.messages().get(1).json().path("content").isString()).isTrue();
	}

	/**
	 * OpenAI's clients name the call, Claude's do not name the tool, Ollama's name the
	 * tool only.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{'role':'tool','tool_call_id':'c1','content':'42'}
			{'role':'tool','tool_call_id':'result_of_ollama_0','name':'Read','content':'42'}
			""")
	void resultOfAStoredCallBelongsToIt(String result) {
		Session session = after(CALL, USER.formatted("One"));
		JsonNode sent = JoinedConversation.of(session, request(result)).request().json().path("messages").path(2);
		assertThat(sent.path("tool_call_id").asString()).isEqualTo("c1");
		assertThat(sent.path("name").asString()).isEqualTo("Read");
		assertThat(sent.path("content").asString()).isEqualTo("42");
	}

	private static CompletionRequest ofOllama(String messages) {
		return CompletionRequest
			.of(OllamaRequest.chat(json("{'model':'m','messages':[%s]}".formatted(messages))).conversation());
	}

	/** The ids that its calls and results get begin anew with each request. */
	@Test
	void resultsOfOllamaBelongToTheOpenCallsOfTheirToolInTheOrderOfTheCalls() {
		String call = "{'role':'assistant','tool_calls':[{'function':{'name':'Read','arguments':{}}}]}";
		String result = "{'role':'tool','tool_name':'Read','content':'%s'}";
		Session session = JoinedConversation
			.of(EMPTY, ofOllama(String.join(",", USER.formatted("One"), call, result.formatted("old"))))
			.next(answer("{'tool_calls':[" + named("c1", "Read") + "," + named("c2", "Find") + "," + named("c3", "Read")
					+ "]}"));
		JsonNode sent = JoinedConversation
			.of(session,
					ofOllama(String.join(",", result.formatted("first"),
							"{'role':'tool','tool_name':'Find','content':'found'}", result.formatted("second"))))
			.request()
			.json()
			.path("messages");
		List<String> results = new ArrayList<>();
		sent.forEach((message) -> results
			.add(message.path("tool_call_id").asString("") + " " + message.path("content").asString("")));
		assertThat(results).endsWith("c1 first", "c2 found", "c3 second");
	}

	private static String named(String id, String tool) {
		return "{'id':'%s','type':'function','function':{'name':'%s','arguments':'{}'}}".formatted(id, tool);
	}

	@Test
	void resultWithoutACallIsRefused() {
		Session session = after("{'role':'assistant','content':'Two'}", USER.formatted("One"));
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(
					() -> JoinedConversation.of(session, request("{'role':'tool','tool_call_id':'c9','content':'42'}")))
			.withMessageContainingAll("messages[0].tool_call_id", "c9");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			messages           | {"messages":[]}
			messages           | {"messages":[{"role":"system","content":"x"}]}
			messages[1].role   | {"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}
			n                  | {"n":2,"messages":[{"role":"user","content":"x"}]}
			""")
	void requestThatIsNoTurnIsRefusedByItsField(String field, String body) {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> JoinedConversation.of(EMPTY, new CompletionRequest(json(body))))
			.satisfies((refused) -> assertThat(refused.field()).isEqualTo(field));
	}

	@ParameterizedTest
	@CsvSource({ "model, model", "messages[0].content, messages[0].content",
			"messages[1].content, x-shimmy-session.messages[1].content",
			"messages[2].content, x-shimmy-session.messages[2].content", "messages[3].role, messages[1].role",
			"messages[99999999999].role, messages[99999999999].role" })
	void fieldHasTheIndexThatTheClientKnows(String field, String shown) {
		Session session = after("{'role':'assistant','content':'Two'}", SYSTEM.formatted("Old"), USER.formatted("One"));
		assertThat(
				JoinedConversation.of(session, request(SYSTEM.formatted("New"), USER.formatted("Three"))).field(field))
			.isEqualTo(shown);
	}

}
