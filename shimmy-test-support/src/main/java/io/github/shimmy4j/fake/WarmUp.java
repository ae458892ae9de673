package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a fake what a launch asks, so that its classes are loaded. */
final class WarmUp {

	private final int port;

	private final String model;

	WarmUp(int port, String model) {
		this.port = port;
		this.model = model;
	}

	void ask() throws IOException {
		open("/v1/models").getInputStream().readAllBytes();
		HttpURLConnection chat = open("/v1/chat/completions");
		chat.setDoOutput(true);
		chat.setRequestProperty("Content-Type", "application/json");
		try (OutputStream body = chat.getOutputStream()) {
			body.write("""
					{"model":"%s","stream":false,"max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"""
				.formatted(this.model)
				.getBytes(StandardCharsets.UTF_8));
		}
		chat.getInputStream().readAllBytes();
	}

	private HttpURLConnection open(String path) throws IOException {
		return (HttpURLConnection) URI.create("http://127.0.0.1:%d%s".formatted(this.port, path))
			.toURL()
			.openConnection();
	}

}
