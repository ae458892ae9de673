package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.contract.ShimmyProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Many clients, which leave at any time. */
@Tag("endurance")
class EngineUnderLoadTests {

	private static final int CLIENTS = 64;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String MODEL = "tiny";

	@TempDir
	static Path directory;

	private static Path executable;

	private static ShimmyProcess engine;

	@BeforeAll
	static void start() throws IOException {
		executable = EngineExecutable.install(directory);
		engine = serve();
	}

	@AfterAll
	static void stop() {
		if (engine != null) {
			engine.close();
		}
	}

	private static ShimmyProcess serve() throws IOException {
		Path models = Files.createDirectories(directory.resolve("models"));
		Path link = models.resolve(MODEL + ".gguf");
		if (!Files.exists(link)) {
			Files.createSymbolicLink(link, ChatModelFile.path());
		}
		return ShimmyProcess.serve(executable, directory, Map.of(), models).awaitBound();
	}

	/** It keeps both cores busy, and needs its time where something else does too. */
	@Test
	@Timeout(value = 5, unit = TimeUnit.MINUTES)
	void clientsThatLeaveLeaveNothingBehind() throws Exception {
		comeAndGo(new Random(1));
		awaitOccupancy(0, 0);
		long before = residentKilobytes();
		comeAndGo(new Random(2));
		awaitOccupancy(0, 0);
		assertThat(residentKilobytes() - before).as("growth in kB").isLessThan(48 * 1024);
		assertThat(engine.chat(body("What is the capital of France?", false, 20)).body()).contains("Paris");
	}

	@Test
	void clientOfAWholeAnswerThatLeavesFreesItsSlot() throws Exception {
		try (Socket first = ask(false, 3000); Socket second = ask(false, 3000)) {
			awaitOccupancy(2, 0);
		}
		awaitOccupancy(0, 0);
	}

	@Test
	void clientOfAStreamThatLeavesFreesItsSlot() throws Exception {
		try (Socket client = ask(true, 3000)) {
			assertThat(client.getInputStream().read()).isEqualTo('H');
			awaitOccupancy(1, 0);
		}
		awaitOccupancy(0, 0);
	}

	/**
	 * Issue 13: the prompt was read to its end first. A busy machine reads slowly, and
	 * may stall in an attempt, so one of three must be quick.
	 */
	@Test
	@Timeout(value = 5, unit = TimeUnit.MINUTES)
	void clientThatLeavesWhileItsPromptIsReadFreesItsSlotBeforeItsEnd() throws Exception {
		long began = System.nanoTime();
		assertThat(engine.chat(body("One text. ".repeat(400), false, 1)).statusCode()).isEqualTo(200);
		long reading = System.nanoTime() - began;
		long leaving = Long.MAX_VALUE;
		for (int attempt = 0; attempt < 3 && leaving >= reading / 2; attempt++) {
			began = System.nanoTime();
			// A prompt that begins like an earlier one is not read from its start.
			try (Socket client = ask(engine, attempt + " other texts. ".repeat(400), false, 1)) {
				awaitOccupancy(1, 0);
			}
			awaitOccupancy(0, 0);
			leaving = System.nanoTime() - began;
		}
		assertThat(leaving).isLessThan(reading / 2);
	}

	@Test
	void waitingClientThatLeavesGivesUpItsPlace() throws Exception {
		try (Socket first = ask(true, 3000); Socket second = ask(true, 3000)) {
			awaitOccupancy(2, 0);
			try (Socket waiting = ask(false, 1)) {
				awaitOccupancy(2, 1);
			}
			awaitOccupancy(2, 0);
		}
		awaitOccupancy(0, 0);
	}

	@Test
	void terminationEndsTheProcessWhileItGenerates() throws Exception {
		try (ShimmyProcess other = serve(); Socket client = ask(other, true, 3000)) {
			assertThat(client.getInputStream().read()).isEqualTo('H');
			other.process().destroy();
			assertThat(other.awaitExit()).isEqualTo(143);
		}
	}

	private static void comeAndGo(Random random) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
		try {
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				boolean stream = random.nextBoolean();
				// Few stay to the end, so that the test takes seconds.
				int bytes = (random.nextInt(16) == 0) ? Integer.MAX_VALUE : random.nextInt(2000);
				clients.add(threads.submit(() -> readAndLeave(stream, bytes)));
			}
			for (Future<?> client : clients) {
				client.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** A client that leaves early asks for a long answer. */
	private static Void readAndLeave(boolean stream, int bytes) throws IOException {
		boolean stays = bytes == Integer.MAX_VALUE;
		try (Socket socket = ask(stream, stays ? 3 : 1000)) {
			InputStream in = socket.getInputStream();
			int left = stream ? bytes : stays ? bytes : 0;
			byte[] block = new byte[512];
			StringBuilder seen = new StringBuilder();
			while (left > 0) {
				int read = in.read(block, 0, Math.min(left, block.length));
				if (read < 0) {
					break;
				}
				seen.append(new String(block, 0, read, StandardCharsets.UTF_8));
				left -= read;
			}
			if (stays) {
				assertThat(seen).startsWith("HTTP/1.1 200").contains("\"finish_reason\":\"length\"");
			}
		}
		return null;
	}

	private static Socket ask(boolean stream, int maxTokens) throws IOException {
		return ask(engine, stream, maxTokens);
	}

	private static Socket ask(ShimmyProcess server, boolean stream, int maxTokens) throws IOException {
		return ask(server, "Write a very long story about a fox.", stream, maxTokens);
	}

	private static Socket ask(ShimmyProcess server, String question, boolean stream, int maxTokens) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
		byte[] body = body(question, stream, maxTokens).getBytes(StandardCharsets.UTF_8);
		String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().write(body);
		return socket;
	}

	private static String body(String question, boolean stream, int maxTokens) {
		return "{\"model\":\"" + MODEL + "\",\"temperature\":0,\"stream\":" + stream + ",\"max_tokens\":" + maxTokens
				+ ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
	}

	private static void awaitOccupancy(int busy, int waiting) {
		Eventually.holds(LIMIT, () -> {
			JsonNode slots = slots();
			return slots.path("busy").asInt() == busy && slots.path("waiting").asInt() == waiting;
		}, () -> slots() + ", not busy=" + busy + " waiting=" + waiting);
	}

	private static JsonNode slots() {
		try {
			return new JsonMapper().readTree(engine.get("/health").body()).path("slots");
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(engine.toString(), ex);
		}
	}

	private static long residentKilobytes() throws IOException {
		Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(engine.process().pid())).start();
		return Long.parseLong(new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim());
	}

}
