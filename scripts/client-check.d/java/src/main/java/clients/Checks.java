package clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Runs checks by name. Each line of the input is the name of a client, a tab, and the name of a check. The answer is
 * "passed" or "failed", a tab, and what the client said, without line breaks. Usage: Checks URL MODEL SERVER
 */
final class Checks {

	/** The client's own retries would hide an early failure. */
	static final int NO_RETRIES = 0;

	private final String model;

	/** shimmy has neither tools nor schemas, and sends its tokens at the end. */
	private final boolean limited;

	private Checks(String model, String server) {
		this.model = model;
		this.limited = server.equals("shimmy");
	}

	public static void main(String[] arguments) throws IOException {
		String url = arguments[0];
		Map<String, Client> clients = Map.of("anthropic-java", new AnthropicJava(url), "openai-java",
				new OpenAiJava(url), "openai-java responses", new OpenAiJavaResponses(url), "spring-ai openai", SpringAi.openAi(url), "spring-ai ollama", SpringAi.ollama(url), "langchain4j openai",
				LangChain4j.openAi(url), "langchain4j ollama", LangChain4j.ollama(url));
		Checks checks = new Checks(arguments[1], arguments[2]);
		// Libraries that print must not disturb the answers.
		PrintStream answers = System.out;
		System.setOut(System.err);
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = input.readLine(); line != null; line = input.readLine()) {
			String[] named = line.split("\t");
			String answer;
			try {
				answer = "passed\t" + checks.run(clients.get(named[0]), named[1]);
			}
			catch (Throwable thrown) {
				StringWriter trace = new StringWriter();
				thrown.printStackTrace(new PrintWriter(trace));
				answer = "failed\t" + trace;
			}
			answers.println(answer.replace("\n", "\\n").replace("\r", ""));
			answers.flush();
		}
		// Some libraries leave threads that would keep the JVM for a minute.
		System.exit(0);
	}

	private String run(Client client, String check) {
		return switch (check) {
			case "whole answer" -> whole(client);
			case "stream" -> stream(client);
			case "tools" -> this.limited ? unsupported(client, "tools", () -> client.tools(this.model)) : tools(client);
			case "schema" -> this.limited ? unsupported(client, "format", () -> client.schema(this.model))
					: country(client.schema(this.model));
			case "errors" -> errors(client);
			case "a stream that is left" -> leave(client);
			case "count of tokens" -> ((AnthropicJava) client).count(this.model, !this.limited);
			case "overflow" -> allRefused(client, List.of("prompt is too long: ", " tokens > ", " maximum"),
					((AnthropicJava) client).overflows(this.model));
			case "refusals" -> allRefused(client, List.of(), ((AnthropicJava) client).refusals(this.model));
			default -> throw new IllegalArgumentException("There is no check " + check);
		};
	}

	private String whole(Client client) {
		String answer = client.whole(this.model, 24, 0);
		expect(!answer.isBlank(), "no text");
		return "'" + answer + "'";
	}

	private String stream(Client client) {
		List<String> parts = client.stream(this.model, Client.QUESTION, 24, Integer.MAX_VALUE);
		expect(this.limited || parts.size() > 2, "the answer came in " + parts.size() + " pieces");
		String whole = client.whole(this.model, 24, 0);
		expect(String.join("", parts).equals(whole), "streamed " + parts + ", but the whole answer is " + whole);
		return parts.size() + " parts";
	}

	private String tools(Client client) {
		Client.Round round = client.tools(this.model);
		expect(round.arguments().contains("city"), "no city in the call: " + round.arguments());
		expect(!round.answer().isBlank(), "no answer to the result of the tool");
		return round.arguments() + " -> '" + round.answer() + "'";
	}

	private static String country(String json) {
		expect(Client.COUNTRIES.stream().anyMatch((each) -> json.replace(" ", "").contains("\"country\":\"" + each + '"')),
				"does not follow the schema: " + json);
		return json;
	}

	private String unsupported(Client client, String field, Runnable call) {
		return refused(client, 400, List.of(field), call);
	}

	private String errors(Client client) {
		List<String> words = client.unknownModel();
		int status = client.unknownModelStatus();
		String unknown = refused(client, status, words, () -> client.whole("no-such-model", 4, 0));
		refused(client, status, words, () -> client.stream("no-such-model", Client.QUESTION, 4, 1));
		return unknown + "; " + refused(client, 400, List.of(" is -1"), () -> client.whole(this.model, -1, -1));
	}

	/**
	 * The server may still be busy when this returns; the caller looks at the gateway's status. Spring AI's model of
	 * Ollama gives no more parts, but goes on reading, so that the gateway cannot notice.
	 */
	private String leave(Client client) {
		List<String> parts = client.stream(this.model, Client.STORY, this.limited ? 60 : 200, 2);
		expect(!parts.isEmpty(), "nothing came");
		return "left after " + parts.size() + " parts";
	}

	private static String allRefused(Client client, List<String> words, List<Runnable> calls) {
		List<String> all = Stream.concat(Stream.of("invalid_request_error: "), words.stream()).toList();
		return String.join("; ", calls.stream().map((call) -> refused(client, 400, all, call)).toList());
	}

	/** The call must fail in the client's own way. */
	private static String refused(Client client, int status, List<String> words, Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			Throwable told = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			String type = told.getClass().getName();
			expect(type.startsWith(client.errors()), "not an exception of " + client.errors() + ": " + told, ex);
			expect(client.status(told) == status, "status " + client.status(told) + ", expected " + status, ex);
			String said = client.told(told);
			words.forEach((word) -> expect(said.contains(word), "does not tell '" + word + "': " + said, ex));
			return told.getClass().getSimpleName() + ", " + said;
		}
		throw new AssertionError("was not refused");
	}

	static void expect(boolean condition, String otherwise, Throwable... causes) {
		if (!condition) {
			throw new AssertionError(otherwise, (causes.length > 0) ? causes[0] : null);
		}
	}

}
