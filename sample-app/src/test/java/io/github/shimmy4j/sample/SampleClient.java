package io.github.shimmy4j.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests as a browser does.
 *
 * @param port where the sample listens
 */
record SampleClient(int port) {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(uri(path)).build());
	}

	HttpResponse<String> ask(String path, String message) {
		return post(path, JsonMapper.shared().writeValueAsString(Map.of("message", message)));
	}

	HttpResponse<String> post(String path, String body) {
		return send(post(uri(path), "application/json", body));
	}

	/**
	 * A test's hand in the fake server, which still answers the question by which we see
	 * that it is worth keeping.
	 */
	static void addFault(int fakePort, String line) {
		send(post(URI.create("http://127.0.0.1:%d/__faults".formatted(fakePort)), "text/plain",
				line + "\nspare-one-token"));
	}

	static void clearFaults(int fakePort) {
		send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/__faults".formatted(fakePort))).DELETE().build());
	}

	/** Content types that a page of another site can send without a preflight. */
	HttpResponse<String> post(String path, String contentType, String body) {
		return send(post(uri(path), contentType, body));
	}

	private static HttpRequest post(URI uri, String contentType, String body) {
		return HttpRequest.newBuilder(uri)
			.header("Content-Type", contentType)
			.POST(BodyPublishers.ofString(body))
			.build();
	}

	private static HttpResponse<String> send(HttpRequest request) {
		try {
			return HTTP.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while waiting for " + request, ex);
		}
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:%d%s".formatted(this.port, path));
	}

	static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	static List<Event> events(HttpResponse<String> response) {
		return EventSource.read(response.body())
			.stream()
			.map((event) -> new Event(event.name(), JsonMapper.shared().readTree(event.data())))
			.toList();
	}

	/** The texts of all token events, joined. */
	static String text(List<Event> events) {
		StringBuilder text = new StringBuilder();
		events.stream()
			.filter((event) -> event.name().equals("token"))
			.forEach((event) -> text.append(event.data().path("text").asString()));
		return text.toString();
	}

	/**
	 * One server-sent event.
	 *
	 * @param name its name
	 * @param data its data
	 */
	record Event(String name, JsonNode data) {
	}

}
