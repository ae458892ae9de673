package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Requests like those of a launch, which the fake asks itself so that its classes are
 * loaded.
 *
 * @param chats how many; zero for no rehearsal
 * @param model that the chats name
 * @param key sent with each request; empty for none
 */
record Rehearsal(int chats, String model, String key) {

	void run(int port) throws IOException {
		for (int i = 0; i < this.chats; i++) {
			open(port, "/v1/models").getInputStream().readAllBytes();
			HttpURLConnection chat = open(port, "/v1/chat/completions");
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
	}

	private HttpURLConnection open(int port, String path) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:%d%s".formatted(port, path))
			.toURL()
			.openConnection();
		if (!this.key.isEmpty()) {
			connection.setRequestProperty("Authorization", "Bearer " + this.key);
		}
		return connection;
	}

}
