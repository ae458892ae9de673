package io.github.shimmy4j.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.ShimmyHome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** A web application with all auto-configuration, on a fake, and a client of it. */
public final class FakeShimmyWeb implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private FakeShimmyWeb(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Starts the application on any port, with more properties as {@code key=value}. */
	public static FakeShimmyWeb start(FakeShimmyContext fake, String... properties) {
		return new FakeShimmyWeb(new SpringApplicationBuilder(Application.class)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ShimmyHome.class, fake::home))
			.properties(fake.properties())
			.properties("server.port=0", "spring.main.banner-mode=off")
			.properties(properties)
			.run());
	}

	public ShimmySidecar sidecar() {
		return this.context.getBean(ShimmySidecar.class);
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	/** As an operator's client does: with the content type that changes ask for. */
	public HttpResponse<String> post(String path) {
		return send("POST", path, "", "Content-Type", "application/json");
	}

	/** Anything that a client can send, with headers as names and values in turn. */
	public HttpResponse<String> send(String method, String path, String body, String... headers) {
		HttpRequest.Builder request = request(path).method(method,
				body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	public int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	/** The body as JSON, of a response that has some. */
	public static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
