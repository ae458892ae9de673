package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Failures of requests that an external server refuses; fault 13.15. */
class RefusedRequestTests {

	private HttpServer server;

	private volatile int status;

	private volatile String body = "";

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/v1/chat/completions", this::refuse);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void refuse(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(this.status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	/** All but 407, which only a proxy may say: the HTTP client breaks the connection. */
	@Test
	void everyStatusIsToldOnceWithMethodAndAddress() {
		run("/v1", (chat) -> IntStream.rangeClosed(400, 599).filter((each) -> each != 407).forEach((each) -> {
			this.status = each;
			this.body = "{\"error\":{\"message\":\"No such luck\",\"type\":\"x\"}}";
			assertThat(failure(chat))
				.hasMessage("POST %s/v1/chat/completions answered %d: No such luck".formatted(address(), each));
		}));
	}

	@Test
	void statusThatTheServerRepeatsIsToldOnce() {
		run("/v1", (chat) -> {
			this.status = 400;
			this.body = "{\"error\":{\"message\":\"400: 400: No such luck\"}}";
			assertThat(failure(chat)).hasMessageEndingWith("/chat/completions answered 400: No such luck");
		});
	}

	@Test
	void emptyRefusalNamesTheAddress() {
		run("/wrong/v1", (chat) -> assertThat(failure(chat))
			.hasMessageContaining("POST " + address() + "/wrong/v1/chat/completions answered 404"));
		run("/v1", (chat) -> {
			this.status = 404;
			assertThat(failure(chat))
				.hasMessage("POST " + address() + "/v1/chat/completions answered 404 with an empty body");
		});
	}

	@Test
	void addressOfTheRouteItselfIsTaken() {
		run("/v1/chat/completions/", (chat) -> {
			this.status = 503;
			assertThat(failure(chat).code()).isEqualTo(ShimmyErrorCode.OVERLOADED);
		});
	}

	@Test
	void requestThatIsTooLargeExceedsTheContext() {
		run("/v1", (chat) -> {
			this.status = 413;
			this.body = "{\"error\":{\"message\":\"at most 5 bytes\"}}";
			ShimmyException failure = failure(chat);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
			assertThat(failure).hasMessageContaining("at most 5 bytes");
		});
	}

	private void run(String path, Consumer<ChatClient> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class,
					ShimmyUseAutoConfiguration.class, ShimmyChatAutoConfiguration.class,
					ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class))
			.withPropertyValues("shimmy.mode=external", "shimmy.chat.model=big", "shimmy.base-url=" + address() + path)
			.run((context) -> test.accept(context.getBean(ChatClient.class)));
	}

	private String address() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	private static ShimmyException failure(ChatClient chat) {
		return catchThrowableOfType(ShimmyException.class, () -> chat.prompt("Hello").call().content());
	}

}
