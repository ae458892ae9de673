import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Asks with the JDK's HttpClient as it is by default: the first request on each connection says Upgrade: h2c. Spring AI
 * and LangChain4j may use it so, and some servers never answer it. Usage: UpgradingClient.java URL MODEL
 */
class UpgradingClient {

	public static void main(String[] arguments) throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		System.out.println("models " + answer(client, request(arguments[0] + "/v1/models").GET()).version());
		for (boolean stream : new boolean[] { false, true, false }) {
			String body = """
					{"model": "%s", "max_tokens": 8, "stream": %s, "messages": [{"role": "user", "content": "Hi"}]}
					""".formatted(arguments[1], stream);
			HttpResponse<String> answer = answer(client, request(arguments[0] + "/v1/chat/completions")
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString(body)));
			if (!answer.body().contains(stream ? "[DONE]" : "\"finish_reason\"")) {
				throw new IllegalStateException("not a whole answer: " + answer.body());
			}
			System.out.println((stream ? "stream " : "whole ") + answer.version());
		}
		// A request whose body comes in chunks of unknown length.
		String prompt = "The sea is deep. ".repeat(5);
		HttpResponse<String> answer = answer(HttpClient.newHttpClient(),
				request(arguments[0] + "/v1/chat/completions").header("Content-Type", "application/json")
					.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("""
							{"model": "%s", "max_tokens": 2, "messages": [{"role": "user", "content": "%s"}]}
							""".formatted(arguments[1], prompt)))));
		System.out.println("chunked " + answer.version());
	}

	private static HttpRequest.Builder request(String address) {
		return HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofMinutes(3));
	}

	private static HttpResponse<String> answer(HttpClient client, HttpRequest.Builder request) throws Exception {
		HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
		if (answer.statusCode() != 200) {
			throw new IllegalStateException(answer.statusCode() + " " + answer.body() + answer.headers()
				.map()
				.entrySet()
				.stream()
				.map(Object::toString)
				.collect(Collectors.joining("\n", "\n", "")));
		}
		return answer;
	}

}
