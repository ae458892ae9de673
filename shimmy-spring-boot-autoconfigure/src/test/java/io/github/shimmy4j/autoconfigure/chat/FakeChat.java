package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application on a fake shimmy, whose faults can be changed while it runs. */
final class FakeChat implements AutoCloseable {

	/** User agent of the sidecar's own client. */
	private static final String PROBE = "Java-http-client";

	private static final String MODEL_FILE = "Tiny-Llama.gguf";

	static final String MODEL = "Tiny-Llama";

	private final ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newHttpClient();

	private FakeChat(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static FakeChat start(Path directory, FakeShimmyBinary binary, Object... sourcesAndProperties) {
		try {
			return start(directory, binary.install(Files.createTempDirectory(directory, "bin")),
					TestModel.write(Files.createTempDirectory(directory, "model").resolve(MODEL_FILE)),
					sourcesAndProperties);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The same on any server with any model. */
	static FakeChat start(Path directory, Path program, Path model, Object... sourcesAndProperties) {
		try {
			Path home = Files.createTempDirectory(directory, "home");
			List<Class<?>> sources = new ArrayList<>(List.of(AutoConfigured.class));
			List<String> properties = new ArrayList<>(List.of("shimmy.shimmy-path=" + program, "shimmy.model=" + model,
					"shimmy.preferred-port=0", "shimmy.chat.idle-timeout=10s", "spring.main.banner-mode=off"));
			for (Object each : sourcesAndProperties) {
				if (each instanceof Class<?> source) {
					sources.add(source);
				}
				else {
					properties.add((String) each);
				}
			}
			return new FakeChat(
					new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
						.initializers((context) -> ((GenericApplicationContext) context).registerBean(ShimmyHome.class,
								() -> new ShimmyHome(home.resolve("models"), home.resolve("binaries"),
										home.resolve("sidecars"), home.resolve("run"))))
						.properties(properties.toArray(String[]::new))
						.run());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Writes a model of this name and has the server serve it. */
	CompletableFuture<SidecarSnapshot> switchTo(String name) {
		Path models = this.context.getBean(ShimmyHome.class).models();
		return sidecar().switchModel(new ModelReference.File(TestModel.write(models.resolve(name + ".gguf"))));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ChatModel model() {
		return this.context.getBean("shimmyChatModel", ChatModel.class);
	}

	ChatClient client() {
		return this.context.getBean(ChatClient.class);
	}

	ShimmySidecar sidecar() {
		return this.context.getBean(ShimmySidecar.class);
	}

	/** Chat faults from now on, each as {@code kebab-name=value}. */
	void faults(String... faults) {
		send(control("/__faults").POST(BodyPublishers.ofString(String.join("\n", faults))));
	}

	void clearFaults() {
		send(control("/__faults").DELETE());
	}

	/**
	 * The last chat request as the server received it: its headers and its body. Not the
	 * sidecar's own request for a token, which may come after a test that made the server
	 * fail.
	 */
	JsonNode lastRequest() {
		JsonNode requests = JsonMapper.shared().readTree(requests());
		for (int each = requests.size() - 1; each >= 0; each--) {
			if (!requests.get(each).path("headers").toString().contains(PROBE)) {
				return requests.get(each);
			}
		}
		throw new AssertionError("no chat request has arrived: " + requests);
	}

	/** Waits until the server has received a chat of this text. */
	void awaitRequest(String text) {
		Eventually.holds(() -> requests().contains(text));
	}

	/** Everything that the server has received and still remembers, as JSON. */
	String requests() {
		return send(control("/__requests").GET());
	}

	/** Waits until so many generations run. */
	void awaitInFlight(int generations) {
		Eventually.holds(() -> sidecar().snapshot().inFlight() == generations);
	}

	/** Waits until another process than this one is ready. */
	void awaitServerOtherThan(long pid) {
		Eventually.holds(() -> {
			SidecarSnapshot now = sidecar().snapshot();
			return now.phase() == Phase.READY && now.pid() != pid;
		});
	}

	private HttpRequest.Builder control(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar().port() + path));
	}

	private String send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), BodyHandlers.ofString()).body();
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

	@ImportAutoConfiguration({ ShimmySidecarAutoConfiguration.class, ShimmyUseAutoConfiguration.class,
			ShimmyChatAutoConfiguration.class, ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class })
	static class AutoConfigured {

	}

}
