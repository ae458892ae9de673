package io.github.shimmy4j.gateway.daemon;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.autoconfigure.endpoint.DaemonEndpoint;
import io.github.shimmy4j.autoconfigure.endpoint.DaemonEndpointAutoConfiguration;
import io.github.shimmy4j.autoconfigure.health.ShimmyHealthAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import io.github.shimmy4j.autoconfigure.shared.ShimmySharedAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring application with {@code shimmy.mode=shared}, as a process of its own. It
 * answers each line of its input, {@code ask}, {@code embed}, {@code health} or
 * {@code actuator}, with one line.
 */
final class SharedApplication implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private final List<String> lines = new ArrayList<>();

	private SharedApplication(Process process) {
		this.process = process;
		this.output = process.inputReader();
	}

	/** Starts it; the first line that it writes says that it has started. */
	static SharedApplication start(Path home, List<String> daemon, String... properties) throws Exception {
		List<String> command = new ArrayList<>(DaemonProcess.java(SharedApplication.class));
		command.add("--shimmy.mode=shared");
		for (int word = 0; word < daemon.size(); word++) {
			command.add("--shimmy.daemon.command[%d]=%s".formatted(word, daemon.get(word)));
		}
		command.addAll(List.of(properties));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().keySet().removeIf((name) -> name.startsWith("SHIMMY"));
		builder.environment().put(ShimmyHome.VARIABLE, home.toString());
		return new SharedApplication(builder.start());
	}

	/** Sends a word, and returns the next line that begins with it. */
	String say(String word) throws Exception {
		send(word);
		return await(word);
	}

	/** Sends a word, and does not wait. */
	void send(String word) throws Exception {
		this.process.getOutputStream().write((word + "\n").getBytes());
		this.process.getOutputStream().flush();
	}

	/** Returns the next line that begins with a word. */
	String await(String word) throws Exception {
		for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
			this.lines.add(line);
			if (line.startsWith(word + " ")) {
				return line.substring(word.length() + 1);
			}
		}
		throw new AssertionError("the application has ended: " + String.join("\n", this.lines));
	}

	/** All that it has written until now: its log, and its answers. */
	List<String> lines() {
		return List.copyOf(this.lines);
	}

	ProcessHandle process() {
		return this.process.toHandle();
	}

	/** SIGKILL. */
	void kill() {
		this.process.toHandle().destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

	public static void main(String[] arguments) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Parts.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.endpoints.web.exposure.include=shimmy")
			.run(arguments)) {
			System.out.println("started " + context.isRunning());
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
			for (String word = input.readLine(); word != null; word = input.readLine()) {
				System.out.println(word + " " + answer(word, context));
			}
		}
	}

	private static String answer(String word, ApplicationContext context) throws Exception {
		return switch (word) {
			case "ask" -> post(context.getBean(UseSource.class), "/chat/completions", """
					{"model":"%s","messages":[{"role":"user","content":"Hi"}],"max_tokens":4}""");
			case "embed" -> post(embeddings(context), "/embeddings", """
					{"model":"%s","input":["Hi"]}""");
			case "health" -> context.getBean(HealthIndicator.class).health().toString();
			case "actuator" -> context.getBean(DaemonEndpoint.class).shimmy().toString();
			default -> throw new IllegalArgumentException(word);
		};
	}

	private static UseSource embeddings(ApplicationContext context) {
		String model = context.getEnvironment().getRequiredProperty("shimmy.embedding.model");
		return context.getBean(SharedDaemon.class).embeddingUses(model);
	}

	private static String post(UseSource uses, String path, String body) throws Exception {
		try (ServerUse use = uses.use().get()) {
			ServerEndpoint server = use.endpoint();
			Secret key = Objects.requireNonNull(server.apiKey());
			HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
				.header("Content-Type", "application/json")
				.header("Authorization", "Bearer " + key.reveal())
				.POST(BodyPublishers.ofString(body.formatted(server.wireModel())))
				.build();
			HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
			return answer.statusCode() + " " + answer.body();
		}
		catch (ExecutionException ex) {
			ShimmyException failure = ShimmyException.causeOf(ex);
			return failure.code() + " " + failure.getMessage();
		}
	}

	/** The auto-configurations of the starter, but for those of Spring AI. */
	@ImportAutoConfiguration({ ShimmySidecarAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class,
			ShimmySharedAutoConfiguration.class, ShimmyUseAutoConfiguration.class, ShimmyHealthAutoConfiguration.class,
			DaemonEndpointAutoConfiguration.class })
	static class Parts {

	}

}
