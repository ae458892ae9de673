package io.github.shimmy4j.autoconfigure.endpoint;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.FakeShimmyWeb;
import io.github.shimmy4j.sidecar.Phase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With a writable endpoint, a page of another site or a request with a made-up model name
 * changes nothing. Issue 13.
 */
class ForeignRequestTests {

	private static final List<String> CHANGES = List.of("start", "stop", "restart", "switch/other");

	private static final String SECRET = "the content of a file elsewhere";

	@TempDir
	static Path directory;

	private static FakeShimmyContext fake;

	private static FakeShimmyWeb web;

	@BeforeAll
	static void start() throws IOException {
		fake = FakeShimmyContext.in(directory);
		Files.writeString(fake.model().resolveSibling("secret.txt"), SECRET);
		Files.writeString(fake.model().resolveSibling("notes.gguf"), SECRET);
		web = FakeShimmyWeb.start(fake, "management.endpoints.web.exposure.include=shimmy",
				"management.endpoint.shimmy.access=unrestricted");
	}

	@AfterAll
	static void nothingHasHappened() {
		try (FakeShimmyWeb running = web) {
			assertThat(running.sidecar().snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(running.sidecar().snapshot().nextModel()).isNull();
			assertThat(running.sidecar().phaseChanges()).hasSize(2);
			assertThat(fake.startedPids()).hasSize(1);
		}
	}

	/**
	 * Content types that a form, or fetch() with mode no-cors, sends without a preflight.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			text/plain                                     | {}
			text/plain;charset=UTF-8                       | {"x":1}
			text/plain                                     | ''
			application/x-www-form-urlencoded              | a=b
			application/x-www-form-urlencoded              | ''
			application/x-www-form-urlencoded              | _method=DELETE
			multipart/form-data; boundary=x                | '--x--'
			text/plain; application/json                   | {}
			text/plain; x="application/json"               | {}
			application/octet-stream                       | {}
			not a type                                     | {}
			''                                             | ''
			''                                             | {}
			""")
	void pageOfAnotherSiteChangesNothing(String type, String body) {
		for (String change : CHANGES) {
			String[] headers = type.isEmpty() ? new String[] { "Origin", "https://example.com" }
					: new String[] { "Origin", "https://example.com", "Content-Type", type };
			HttpResponse<String> response = web.send("POST", "/actuator/shimmy/" + change, body, headers);
			assertThat(response.statusCode()).as(change).isEqualTo(415);
			assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS" })
	void noOtherMethodChangesAnything(String method) {
		for (String change : CHANGES) {
			HttpResponse<String> response = web.send(method, "/actuator/shimmy/" + change, "", "Content-Type",
					"application/json");
			assertThat(response.statusCode()).as(change).isIn(405, 404, 204, 200);
			assertThat(response.body()).as(change).doesNotContain("phase");
		}
	}

	/** Without these headers, whatever the status is, a browser sends nothing more. */
	@Test
	void browserThatAsksBeforeIsNotAllowed() {
		for (String change : CHANGES) {
			HttpResponse<String> response = web.send("OPTIONS", "/actuator/shimmy/" + change, "", "Origin",
					"https://example.com", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers",
					"content-type");
			assertThat(response.headers().map().keySet()).as(change)
				.noneMatch((name) -> name.toLowerCase(Locale.ROOT).startsWith("access-control-allow"));
		}
	}

	/** As every web stack of Spring Boot's knows it, also of operations to come. */
	@Test
	void everyChangeIsAPostThatDemandsJson() {
		List<WebOperationRequestPredicate> changes = web.context()
			.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().toString().equals("shimmy"))
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.map((operation) -> operation.getRequestPredicate())
			.filter((predicate) -> predicate.getHttpMethod() != WebEndpointHttpMethod.GET)
			.toList();
		assertThat(changes).hasSize(2).allSatisfy((predicate) -> {
			assertThat(predicate.getHttpMethod()).isEqualTo(WebEndpointHttpMethod.POST);
			assertThat(predicate.getConsumes()).isNotEmpty().allMatch((type) -> type.endsWith("json"));
		});
	}

	/**
	 * Some server reads each of these as '../../etc/passwd'; others may answer
	 * differently.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
			"%252e%252e%252fsecret.txt", "..%5csecret.txt", "..%255csecret.txt", ".%2e/secret.txt", "a;/../secret.txt",
			"%00", "secret.txt%00.gguf", "%c0%ae%c0%ae/secret.txt", "%e2%88%95etc%e2%88%95passwd",
			"%ef%bc%8e%ef%bc%8e%ef%bc%8fsecret.txt", "%0d%0aX-Forged:%20yes", "%1b%5b2J", "%e2%80%ae",
			"hf:owner/repository/file.gguf", "https:%2f%2fexample.com%2fa.gguf", "file:secret.txt",
			"pypi:a==1!%2fb.gguf", "secret.txt/../../x", "notes.gguf", "./notes.gguf", ".notes", "~/notes.gguf", "" })
	void nameThatIsNoneIsRefusedBeforeAnythingIsLookedUp(String name) throws IOException {
		String response = raw("POST /actuator/shimmy/switch/" + name + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Content-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
		// Some are refused by Tomcat, which shows a page of its own; all others by us.
		assertThat(response).startsWith("HTTP/1.1 400 ")
			.containsAnyOf("is not the name of a model", "<title>HTTP Status 400")
			.doesNotContain(SECRET, "root:", "\nX-Forged:");
	}

	@Test
	void refusalNamesTheParameterAndWhatIsAllowed() {
		HttpResponse<String> response = web.post("/actuator/shimmy/switch/a/b.gguf");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode body = FakeShimmyWeb.json(response);
		assertThat(body.path("parameter").asString()).isEqualTo("model");
		assertThat(body.path("allowed").asString()).contains("letters and digits", "without '..'");
		assertThat(body.path("message").asString())
			.startsWith("'model' is 'a/b.gguf', which is not the name of a model");
		assertThat(web.post("/actuator/shimmy/switch/" + "x".repeat(5000)).statusCode()).isEqualTo(400);
	}

	@Test
	void failureTellsNothingOfTheContentOfAFile() {
		HttpResponse<String> response = web.post("/actuator/shimmy/switch/notes");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).contains("NOT_A_MODEL", "is not a GGUF file but text").doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/json;charset=UTF-8",
			"application/vnd.spring-boot.actuator.v3+json" })
	void jsonOfAnOperatorIsTaken(String type) {
		for (String body : List.of("", "{}")) {
			assertThat(web.send("POST", "/actuator/shimmy/start", body, "Content-Type", type).statusCode())
				.isEqualTo(200);
		}
	}

	/** Byte by byte, since a client would mend the address. */
	private static String raw(String request) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", web.port())) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
