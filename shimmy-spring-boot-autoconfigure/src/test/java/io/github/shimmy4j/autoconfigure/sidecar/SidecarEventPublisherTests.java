package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.github.shimmy4j.autoconfigure.EmbeddingSidecarEvent;
import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.StartCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SidecarEventPublisherTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@TempDir
	Path directory;

	@Test
	void listenerHearsWholeLifeFromTheFirstEvent() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().withBean(Heard.class).run((context) -> {
			Heard heard = context.getBean(Heard.class);
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			await().atMost(LIMIT).untilAsserted(() -> assertThat(heard.life()).hasSize(2));
			sidecar.stop().get();
			await().atMost(LIMIT).untilAsserted(() -> assertThat(heard.life()).hasSize(3));
			assertThat(heard.life()).first()
				.isEqualTo(new SidecarEvent.Starting(FakeShimmyContext.MODEL, StartCause.REQUEST));
			assertThat(heard.life()).element(1).isInstanceOfSatisfying(SidecarEvent.Ready.class, (ready) -> {
				assertThat(ready.snapshot().phase()).isEqualTo(Phase.READY);
				assertThat(ready.startup()).isPositive();
			});
			assertThat(heard.life()).last().isEqualTo(new SidecarEvent.Stopped());
			assertThat(heard.output()).anyMatch((line) -> line.contains("Starting server"));
		});
	}

	@Test
	void listenerHearsWhatHappenedWhileSingletonsWereMade() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withBean(WaitsForReady.class)
			.withBean(Heard.class)
			.run((context) -> await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(context.getBean(Heard.class).life()).hasSize(2)
					.first()
					.isInstanceOf(SidecarEvent.Starting.class)));
	}

	@Test
	void listenerHearsRestartAndItsReason() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory,
				FakeShimmyContext.WELL.with(Fault.FIRST_STARTS_FAIL, 1).with(Fault.EXIT_MESSAGE, "no luck yet"));
		fake.runner().withBean(Heard.class).run((context) -> {
			Heard heard = context.getBean(Heard.class);
			await().atMost(LIMIT).untilAsserted(() -> assertThat(heard.life()).hasSize(4));
			assertThat(heard.life()).hasExactlyElementsOfTypes(SidecarEvent.Starting.class,
					SidecarEvent.Restarting.class, SidecarEvent.Starting.class, SidecarEvent.Ready.class);
			assertThat(((SidecarEvent.Restarting) heard.life().get(1)).reason().code())
				.isEqualTo(ShimmyErrorCode.START_FAILED);
			assertThat(heard.errors()).contains("no luck yet");
		});
	}

	@Test
	void listenerHearsThatSidecarGaveUp() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withBean(Heard.class)
			.withPropertyValues("shimmy.fail-fast=false", "shimmy.shimmy-path=" + this.directory.resolve("absent"))
			.run((context) -> await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(context.getBean(Heard.class).life()).last()
					.isInstanceOfSatisfying(SidecarEvent.Error.class,
							(error) -> assertThat(error.reason().code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND))));
	}

	/** Before: nothing was published of the second server. */
	@Test
	void eventsOfTheEmbeddingServerSayWhoseTheyAre() throws IOException {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		Path program = FakeShimmyBinary.llamaServer().install(Files.createDirectories(this.directory.resolve("llama")));
		TestModel.write(fake.home().models().resolve("vectors.gguf"));
		fake.runner()
			.withConfiguration(AutoConfigurations.of(EmbeddingSidecarAutoConfiguration.class))
			.withBean(Heard.class)
			.withBean(HeardOfEmbeddings.class)
			.withPropertyValues("shimmy.embedding.model=vectors", "shimmy.shimmy-path=" + program)
			.run((context) -> {
				Heard chat = context.getBean(Heard.class);
				List<SidecarEvent> vectors = context.getBean(HeardOfEmbeddings.class).life;
				await().atMost(LIMIT).untilAsserted(() -> assertThat(vectors).hasSize(2));
				assertThat(vectors.get(0)).isEqualTo(new SidecarEvent.Starting("vectors", StartCause.REQUEST));
				assertThat(vectors.get(1)).isInstanceOf(SidecarEvent.Ready.class);
				context.getBean(EmbeddingSidecar.class).sidecar().stop().get();
				await().atMost(LIMIT).untilAsserted(() -> assertThat(vectors).hasSize(3));
				assertThat(chat.life()).hasExactlyElementsOfTypes(SidecarEvent.Starting.class,
						SidecarEvent.Ready.class);
				assertThat(chat.life().get(0))
					.isEqualTo(new SidecarEvent.Starting(FakeShimmyContext.MODEL, StartCause.REQUEST));
			});
	}

	@Test
	void listenerThatThrowsBreaksNothing() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withBean(Throws.class)
			.withBean(Heard.class)
			.withBean(WaitsForReady.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
				context.getBean(ShimmySidecar.class).stop().get();
				await().atMost(LIMIT).until(() -> context.getBean(Throws.class).last instanceof SidecarEvent.Stopped);
			});
	}

	@Test
	void outputIsKeptUpToLimitAndLifeBeyondIt() {
		List<Object> published = new CopyOnWriteArrayList<>();
		SidecarEventPublisher publisher = new SidecarEventPublisher(published::add);
		IntStream.range(0, 5000).forEach((number) -> publisher.onEvent(new SidecarEvent.Stdout("line " + number)));
		publisher.onEvent(new SidecarEvent.Stopped());
		assertThat(published).isEmpty();
		publisher.afterSingletonsInstantiated();
		assertThat(published).hasSize(2001)
			.startsWith(new SidecarEvent.Stdout("line 0"))
			.endsWith(new SidecarEvent.Stopped());
	}

	/** A user's listener. */
	static class Heard {

		private final List<SidecarEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(SidecarEvent event) {
			this.events.add(event);
		}

		List<SidecarEvent> life() {
			return this.events.stream()
				.filter((event) -> !(event instanceof SidecarEvent.Stdout || event instanceof SidecarEvent.Stderr))
				.toList();
		}

		List<String> output() {
			return this.events.stream()
				.filter(SidecarEvent.Stdout.class::isInstance)
				.map((event) -> ((SidecarEvent.Stdout) event).line())
				.toList();
		}

		List<String> errors() {
			return this.events.stream()
				.filter(SidecarEvent.Stderr.class::isInstance)
				.map((event) -> ((SidecarEvent.Stderr) event).line())
				.toList();
		}

	}

	/** A user's listener for the server of the embedding model. */
	static class HeardOfEmbeddings {

		private final List<SidecarEvent> life = new CopyOnWriteArrayList<>();

		@EventListener
		void on(EmbeddingSidecarEvent heard) {
			if (!(heard.event() instanceof SidecarEvent.Stdout || heard.event() instanceof SidecarEvent.Stderr)) {
				this.life.add(heard.event());
			}
		}

	}

	/** A user's listener with a defect. */
	static class Throws {

		volatile SidecarEvent last;

		@EventListener
		void on(SidecarEvent event) {
			if (event instanceof SidecarEvent.Stdout || event instanceof SidecarEvent.Stderr) {
				return;
			}
			this.last = event;
			throw new IllegalStateException("a defect of the user's");
		}

	}

	/** An ordinary singleton that takes as long as the server takes to load. */
	static class WaitsForReady {

		WaitsForReady(ShimmySidecar sidecar) {
			sidecar.ensureReady(LIMIT);
		}

	}

}
