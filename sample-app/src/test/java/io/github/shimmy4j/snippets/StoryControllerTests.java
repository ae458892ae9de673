package io.github.shimmy4j.snippets;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sample.EventSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The controller of docs/getting-started.md, as a browser meets it. Issue 13. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class StoryControllerTests {

	@TempDir
	static Path directory;

	@LocalServerPort
	int port;

	@DynamicPropertySource
	static void shimmy(DynamicPropertyRegistry registry) {
		// A server of this generation sends each token as it comes.
		registry.add("shimmy.shimmy-path", () -> FakeShimmyBinary.version("2.6.5").install(directory).toString());
		registry.add("shimmy.model", () -> TestModel.write(directory.resolve("models/tiny.gguf")).toString());
		registry.add("shimmy.models-dir", () -> directory.resolve("models").toString());
		registry.add("shimmy.preferred-port", () -> 0);
	}

	/** A Flux of String lost the space before each word: "Thecapitalof…". */
	@Test
	void streamedTextIsTheWholeOne() throws Exception {
		for (String question : List.of("What is the capital of France?", "repeat after me:   three   spaces")) {
			String whole = get("/whole?question=", question);
			List<EventSource.Event> events = EventSource.read(get("/streamed?question=", question));
			assertThat(events).hasSizeGreaterThan(2).allMatch((event) -> event.name().equals("message"));
			assertThat(events.stream()
				.map((event) -> JsonMapper.shared().readTree(event.data()).path("text").asString())
				.collect(Collectors.joining())).isEqualTo(whole).contains(" ");
		}
	}

	private String get(String path, String question) throws IOException, InterruptedException {
		URI address = URI.create("http://127.0.0.1:%d%s%s".formatted(this.port, path,
				URLEncoder.encode(question, StandardCharsets.UTF_8)));
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(StoryController.class)
	static class Application {

	}

}
