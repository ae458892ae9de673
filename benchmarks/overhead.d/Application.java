package overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * The application, with or without the starter. Prints how many microseconds its context
 * took to start. Then, for each number that it reads, asks so many times in turn by a raw
 * client and by Spring AI, and prints a line for each: microseconds of a raw call, of a
 * call, until a raw stream's first event, and until a stream's first token.
 */
public final class Application {

	private static final String QUESTION = "What is the capital of France?";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI server;

	private final ChatClient client;

	private Application(URI server, ChatClient client) {
		this.server = server;
		this.client = client;
	}

	public static void main(String[] args) throws Exception {
		long began = System.nanoTime();
		ConfigurableApplicationContext context = SpringApplication.run(Config.class, args);
		System.out.println((System.nanoTime() - began) / 1000);
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
		URI server = URI.create(context.getEnvironment().getProperty("stub") + "/v1/chat/completions");
		Application application = new Application(server, context.getBean(ChatClient.Builder.class).build());
		for (String count = commands.readLine(); count != null; count = commands.readLine()) {
			for (int i = 0; i < Integer.parseInt(count); i++) {
				System.out.println(application.round());
			}
		}
		context.close();
	}

	private String round() throws Exception {
		return "%d %d %d %d".formatted(timed(this::rawCall), timed(this::call), timed(this::rawStream),
				timed(this::stream));
	}

	private static long timed(Callable<Long> work) throws Exception {
		long began = System.nanoTime();
		return (work.call() - began) / 1000;
	}

	private long rawCall() throws Exception {
		String answer = send(false, BodyHandlers.ofString());
		return answered(answer.contains("Paris"));
	}

	private long call() {
		return answered(this.client.prompt(QUESTION).call().content().contains("Paris"));
	}

	private long rawStream() throws Exception {
		try (BufferedReader events = new BufferedReader(
				new InputStreamReader(send(true, BodyHandlers.ofInputStream())))) {
			long first = answered(events.readLine().contains("Paris"));
			while (events.readLine() != null) {
				// The connection is kept only if everything is read.
			}
			return first;
		}
	}

	private long stream() {
		AtomicLong first = new AtomicLong();
		String answer = this.client.prompt(QUESTION)
			.stream()
			.content()
			.doOnNext((token) -> first.compareAndSet(0, System.nanoTime()))
			.reduce("", String::concat)
			.block();
		answered(answer.contains("Paris is the capital."));
		return first.get();
	}

	private <T> T send(boolean stream, HttpResponse.BodyHandler<T> body) throws IOException, InterruptedException {
		String json = "{\"model\":\"stub\",\"stream\":" + stream + ",\"max_tokens\":100,\"temperature\":0.7,"
				+ "\"messages\":[{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]}";
		return this.http.send(HttpRequest.newBuilder(this.server)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json))
			.build(), body).body();
	}

	private static long answered(boolean right) {
		if (!right) {
			throw new IllegalStateException("the answer is not the stub's");
		}
		return System.nanoTime();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Config {

	}

}
