package io.github.shimmy4j.autoconfigure.chat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

/** A turn that comes at the very moment at which its caller gives up. */
class GrantRaceTests {

	private static final int ROUNDS = 2000;

	/** An end of the wait that its caller has left already is logged otherwise. */
	private static final Context UNHEARD = Context.of("reactor.onErrorDropped.local",
			(Consumer<Throwable>) (failure) -> {
			});

	private static final ServerEndpoint SERVER = new ServerEndpoint(URI.create("http://127.0.0.1:9/v1"), null, "tiny",
			"tiny", ServerCapabilities.OPENAI, TokenCounter.UNAVAILABLE);

	private final ExecutorService threads = Executors.newFixedThreadPool(2);

	private final SlotQueue<ServerUse> slots = new SlotQueue<>();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	private ShimmyChatModel model(Duration limit) {
		OpenAiChatOptions options = OpenAiChatOptions.builder().model("tiny").maxTokens(8).build();
		return new ShimmyChatModel(Endless::new,
				new Admission(new OneServer(), limit, AdmissionListener.NONE, System::nanoTime), new Exchanges(),
				new PromptCheck(options, null, null, Reasoning.AUTO));
	}

	@Test
	void cancelledStreamNeverKeepsTheTurn() throws Exception {
		ShimmyChatModel model = model(Duration.ofMinutes(1));
		CyclicBarrier together = new CyclicBarrier(2);
		for (int round = 0; round < ROUNDS; round++) {
			CompletableFuture<ServerUse> first = new OneServer().use();
			Disposable second = model.stream(new Prompt("Hello")).subscribe();
			Future<?> free = this.threads.submit(() -> {
				together.await();
				first.get(10, TimeUnit.SECONDS).close();
				return null;
			});
			Future<?> cancel = this.threads.submit(() -> {
				together.await();
				second.dispose();
				return null;
			});
			free.get(10, TimeUnit.SECONDS);
			cancel.get(10, TimeUnit.SECONDS);
		}
		assertNothingIsKept();
	}

	@Test
	void turnAtTheVeryEndOfTheWaitIsNeverKept() throws Exception {
		ShimmyChatModel model = model(Duration.ofNanos(300_000));
		for (int round = 0; round < ROUNDS; round++) {
			CompletableFuture<ServerUse> first = new OneServer().use();
			Disposable second = model.stream(new Prompt("Hello")).onErrorComplete().contextWrite(UNHEARD).subscribe();
			long end = System.nanoTime() + round * 300;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			first.get(10, TimeUnit.SECONDS).close();
			second.dispose();
		}
		assertNothingIsKept();
	}

	/** With one kept, every round after it would have waited for ever as well. */
	private void assertNothingIsKept() {
		Eventually.holds(() -> this.slots.inFlight() == 0 && this.slots.waiting() == 0);
		assertThat(new OneServer().use()).isCompleted();
	}

	/** Lets in one at a time. */
	private final class OneServer implements UseSource {

		@Override
		public CompletableFuture<ServerUse> use() {
			CompletableFuture<ServerUse> use = new CompletableFuture<>();
			GrantRaceTests.this.slots.add(use);
			admit();
			return use;
		}

		private void admit() {
			GrantRaceTests.this.slots.grant(1, () -> new OneUse(() -> {
				GrantRaceTests.this.slots.release();
				admit();
			}));
		}

		@Override
		public String queue() {
			return "a test";
		}

		@Override
		public Duration lossNotice() {
			return Duration.ZERO;
		}

		@Override
		public List<String> outputTail() {
			return List.of();
		}

	}

	/** A use of that server. */
	private record OneUse(AtomicBoolean closed, Runnable leave) implements ServerUse {

		OneUse(Runnable leave) {
			this(new AtomicBoolean(), leave);
		}

		@Override
		public ServerEndpoint endpoint() {
			return SERVER;
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			return new CompletableFuture<>();
		}

		@Override
		public void succeeded() {
		}

		@Override
		public void failed(ShimmyException failure) {
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				this.leave.run();
			}
		}

	}

	/** Answers nothing, and for ever. */
	private static final class Endless implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			throw new AssertionError("only streams are asked for");
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.never();
		}

	}

}
