package io.github.shimmy4j.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;

import io.github.shimmy4j.contract.ShimmyProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Prompts that the engine does not read again. */
class PromptCacheTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String MODEL = "small";

	@TempDir
	Path directory;

	private ShimmyProcess serve(String parallel, String kept) throws IOException {
		Path models = Files.createDirectories(this.directory.resolve("models"));
		Files.createSymbolicLink(models.resolve(MODEL + ".gguf"), ChatModelFile.path().toAbsolutePath());
		return ShimmyProcess
			.serve(EngineExecutable.install(this.directory), this.directory, EngineExecutable.ONE_THREAD, models,
					"--ctx", "1024", "--parallel", parallel, "--keep", kept)
			.awaitBound();
	}

	@Test
	void samePromptIsToldAsCached() throws Exception {
		try (ShimmyProcess engine = serve("1", "0")) {
			new Talk("fox", 1).take(engine);
			Talk same = new Talk("fox", 1);
			same.take(engine);
			assertThat(same.cachedTokens()).isEqualTo(same.promptTokens());
		}
	}

	/** Also of a prompt that is read in parts, and beside the talk of another slot. */
	@Test
	void secondTurnOfATalkIsNotReadAgain() throws Exception {
		try (ShimmyProcess engine = serve("2", "0")) {
			Talk talk = new Talk("fox", 25);
			talk.take(engine);
			int read = talk.promptTokens();
			assertThat(read).isGreaterThan(200);
			new Talk("owl", 1).take(engine);
			talk.take(engine);
			assertThat(talk.cachedTokens()).isGreaterThanOrEqualTo(read).isLessThan(talk.promptTokens());
		}
	}

	/** As many talks as slots, whose turns come at the same time. */
	@Test
	void turnsOfSeveralTalksAtATimeKeepTheirSlots() throws Exception {
		try (ShimmyProcess engine = serve("2", "0")) {
			assertThatSecondTurnsAreNotReadAgain(engine, "fox", "owl");
		}
	}

	/**
	 * Issue 15: one answer at a time, and three talks. Each turn took the slot of another
	 * talk, so all were read again.
	 */
	@Test
	void turnsOfTalksThatWaitForEachOtherAreNotReadAgain() throws Exception {
		try (ShimmyProcess engine = serve("1", "2")) {
			assertThatSecondTurnsAreNotReadAgain(engine, "fox", "owl", "cat");
			JsonNode health = JSON.readTree(engine.get("/health").body());
			assertThat(health.at("/slots/total").asInt()).as("kept prompts are no slots for answers").isOne();
			assertThat(health.path("context_length").asInt()).isEqualTo(1024);
		}
	}

	private static void assertThatSecondTurnsAreNotReadAgain(ShimmyProcess engine, String... animals) {
		List<Talk> talks = Stream.of(animals).map((animal) -> new Talk(animal, 25)).toList();
		atATime(talks, engine);
		List<Integer> first = talks.stream().map(Talk::promptTokens).toList();
		assertThat(first).allMatch((tokens) -> tokens > 200);
		atATime(talks.stream()
			.sorted(Collections.reverseOrder((one, other) -> one.animal.compareTo(other.animal)))
			.toList(), engine);
		for (int i = 0; i < talks.size(); i++) {
			assertThat(talks.get(i).cachedTokens()).as(talks.get(i).animal).isGreaterThanOrEqualTo(first.get(i));
		}
	}

	private static void atATime(List<Talk> talks, ShimmyProcess engine) {
		CompletableFuture<?>[] turns = talks.stream()
			.map((talk) -> CompletableFuture.runAsync(() -> talk.take(engine)))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(turns).join();
	}

	private static final class Talk {

		private final ArrayNode messages = JSON.createArrayNode();

		private final String animal;

		private JsonNode usage = MissingNode.getInstance();

		Talk(String animal, int sentences) {
			this.animal = animal;
			say("user", ("The quick brown " + animal + " jumps over the lazy dog. ").repeat(sentences));
		}

		private void say(String role, String content) {
			this.messages.addObject().put("role", role).put("content", content);
		}

		/** Asks, and adds the answer and another question. */
		void take(ShimmyProcess engine) {
			try {
				String body = engine
					.chat("{\"model\":\"" + MODEL + "\",\"max_tokens\":4,\"messages\":" + this.messages + "}")
					.body();
				JsonNode answer = JSON.readTree(body);
				this.usage = answer.path("usage");
				say("assistant", answer.at("/choices/0/message/content").asString());
				say("user", "Why?");
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		int promptTokens() {
			return this.usage.path("prompt_tokens").asInt();
		}

		int cachedTokens() {
			return this.usage.at("/prompt_tokens_details/cached_tokens").asInt();
		}

	}

}
