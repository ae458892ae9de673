package daemonclient;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.shimmy4j.daemon.AnswerStream;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.protocol.openai.CompletionRequest;

/** Asks one question, and prints the milliseconds from the beginning to the first token. */
final class Question {

	private static final byte[] REQUEST = ("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true,"
			+ "\"temperature\":0,\"max_tokens\":4}")
		.getBytes(StandardCharsets.UTF_8);

	/** When the first token of the last answer was there. */
	private static long firstTokenAt;

	private Question() {
	}

	public static void main(String[] arguments) throws Exception {
		if (arguments[0].endsWith("-again")) {
			arguments[0] = arguments[0].replace("-again", "");
			ask(arguments, true);
		}
		long began = System.nanoTime();
		ask(arguments, false);
		System.out.println((firstTokenAt - began) / 1e6);
		System.exit(0);
	}

	/** An answer that is not read to its end would slow the next one. */
	private static void ask(String[] arguments, boolean whole) throws Exception {
		switch (arguments[0]) {
			case "http" -> http(arguments[2], whole);
			case "hand" -> hand(arguments[1], arguments[2]);
			case "client" -> client(DaemonConfig.ofDefaults().withCommand(List.of(arguments[1])), whole);
			default -> client(DaemonConfig.ofDefaults(), whole);
		}
	}

	private static void client(DaemonConfig config, boolean whole) {
		try (DaemonClient client = DaemonClient.connect(config)) {
			AnswerStream answer = client.stream(CompletionRequest.parse(REQUEST));
			answer.next();
			firstTokenAt = System.nanoTime();
			while (whole && answer.hasNext()) {
				answer.next();
			}
		}
	}

	private static void http(String address, boolean whole) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/v1/chat/completions"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(REQUEST))
			.build();
		HttpResponse<InputStream> response = Connections.HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
		// The first piece with a text; the first event has only the role.
		StringBuilder said = new StringBuilder();
		while (!said.toString().matches("(?s).*\"content\":\"[^\"].*")) {
			int next = response.body().read();
			if (response.statusCode() != 200 || next < 0) {
				throw new IOException("status " + response.statusCode() + ": " + said);
			}
			if (next == '\n') {
				said.setLength(0);
			}
			said.append((char) next);
		}
		firstTokenAt = System.nanoTime();
		if (whole) {
			response.body().readAllBytes();
		}
	}

	private static void hand(String program, String address) throws Exception {
		ProcessBuilder daemon = new ProcessBuilder(program).redirectErrorStream(true)
			.redirectOutput(new File(System.getenv("SHIMMY4J_HOME"), "output"));
		daemon.environment().put("JAVA_HOME", System.getProperty("java.home"));
		daemon.start();
		URI uri = URI.create("http://" + address);
		while (true) {
			try (Socket listens = new Socket(uri.getHost(), uri.getPort())) {
				break;
			}
			catch (ConnectException ex) {
				Thread.sleep(2);
			}
		}
		http(address, false);
	}

	/** Kept, as the client keeps its own. */
	private static final class Connections {

		private static final HttpClient HTTP = HttpClient.newHttpClient();

	}

}
