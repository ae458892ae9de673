package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.StartCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server that runs only while it is needed, as the user of a ChatClient sees it. */
@Execution(ExecutionMode.CONCURRENT)
class OnDemandChatTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final FakeShimmyBinary WELL = FakeShimmyBinary.version("1.7.4");

	private static final String QUESTION = "What is the capital of France?";

	@TempDir
	Path directory;

	private static String ask(FakeChat chat) {
		return chat.client().prompt(QUESTION).call().content();
	}

	@Test
	void firstCallStartsTheServerAndSaysSo() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL, Starts.class, "shimmy.start-on-first-use=true")) {
			assertThat(chat.sidecar().snapshot().phase()).isEqualTo(Phase.STOPPED);
			assertThat(chat.sidecar().phaseChanges()).isEmpty();
			assertThat(ask(chat)).contains("Paris");
			Long pid = chat.sidecar().snapshot().pid();
			assertThat(ask(chat)).contains("Paris");
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(chat.bean(Starts.class).causes).containsExactly(StartCause.USE));
		}
	}

	@Test
	void firstStreamStartsTheServerToo() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL, "shimmy.start-on-first-use=true")) {
			List<String> tokens = chat.client().prompt(QUESTION).stream().content().collectList().block(LIMIT);
			assertThat(String.join("", tokens)).contains("Paris");
		}
	}

	@Test
	void firstCallThatCannotStartTheServerFailsWithTheReason() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL.with(Fault.EXIT_AT_START, 2),
				"shimmy.start-on-first-use=true")) {
			assertThat(Failures.ofCall(chat, QUESTION).code()).isEqualTo(ShimmyErrorCode.START_FAILED);
		}
	}

	@Test
	void serverThatNobodyUsesIsStoppedAndTheNextCallBringsItBack() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL, Starts.class, "shimmy.idle-stop-after=300ms")) {
			Long first = chat.bean(Starts.class).awaitPid();
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(chat.sidecar().snapshot().phase()).isEqualTo(Phase.STOPPED));
			assertThat(ProcessHandle.of(first)).isEmpty();
			assertThat(ask(chat)).contains("Paris");
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(chat.bean(Starts.class).causes).startsWith(StartCause.REQUEST,
						StartCause.USE));
			assertThat(chat.sidecar().phaseChanges()).anySatisfy((change) -> {
				assertThat(change.to()).isEqualTo(Phase.STOPPING);
				assertThat(change.reason()).startsWith("no call used it for");
			});
		}
	}

	@Test
	void contextThatClosesStopsWhatRanOnDemand() {
		long pid;
		try (FakeChat chat = FakeChat.start(this.directory, WELL, "shimmy.start-on-first-use=true")) {
			assertThat(ask(chat)).contains("Paris");
			pid = chat.sidecar().snapshot().pid();
		}
		assertThat(ProcessHandle.of(pid)).isEmpty();
	}

	/** Hears of starts as any bean of an application can. */
	static class Starts {

		final List<StartCause> causes = new CopyOnWriteArrayList<>();

		private volatile Long pid;

		@EventListener
		void on(SidecarEvent.Starting starting) {
			this.causes.add(starting.cause());
		}

		@EventListener
		void on(SidecarEvent.Ready ready) {
			if (this.pid == null) {
				this.pid = ready.snapshot().pid();
			}
		}

		Long awaitPid() {
			return await().atMost(LIMIT).until(() -> this.pid, (found) -> found != null);
		}

	}

}
