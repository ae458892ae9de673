package io.github.shimmy4j.autoconfigure.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyException;

import static org.assertj.core.api.Assertions.catchThrowable;

/** Calls on threads of their own, with a limit on the wait for them. */
final class Callers {

	private static final long LIMIT_SECONDS = 60;

	private Callers() {
	}

	static CompletableFuture<String> call(FakeChat chat, String question) {
		return call(() -> chat.client().prompt(question).call().content());
	}

	static CompletableFuture<String> call(Supplier<String> call) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				answer.complete(call.get());
			}
			catch (RuntimeException ex) {
				answer.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		thread.start();
		return answer;
	}

	static String answer(CompletableFuture<String> call) {
		return call.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
	}

	static ShimmyException failure(CompletableFuture<?> call) {
		Throwable thrown = catchThrowable(() -> call.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join());
		if (thrown instanceof CompletionException && thrown.getCause() instanceof ShimmyException failure) {
			return failure;
		}
		throw new AssertionError("no failure with a code", thrown);
	}

}
