package io.github.shimmy4j.engine;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.model.TokenSink;

/** A model with a scripted answer: one token per text, and one prompt token per word. */
public final class ScriptedModel implements LanguageModel {

	/** Texts of an answer; an empty one ends it. */
	public List<String> answer = List.of("The", " answer", "");

	/** Never ends by itself if set. */
	public boolean endless;

	/** Thrown instead of an answer. */
	public RuntimeException failure;

	/** Tokens of each prompt that it has read before. */
	public int cached;

	/** Thrown instead of an answer, for an error. */
	public Error error;

	public boolean embeds;

	/** The vector of each text; null for one of two numbers. */
	public float[] vector;

	public CountDownLatch gate = new CountDownLatch(0);

	public final AtomicInteger generated = new AtomicInteger();

	public final AtomicInteger ended = new AtomicInteger();

	public volatile Sampling sampling;

	/** The chat that was rendered last. */
	public volatile List<ChatMessage> messages = List.of();

	@Override
	public int contextLength() {
		return 100;
	}

	@Override
	public boolean embeds() {
		return this.embeds;
	}

	/** Whether a prompt is read until it is no longer wanted. */
	public boolean readsWithoutEnd;

	public final CountDownLatch reading = new CountDownLatch(1);

	@Override
	public Prompt prompt(List<ChatMessage> messages, BooleanSupplier wanted) {
		this.messages = messages;
		return prompt(messages.stream().map(ChatMessage::content).collect(Collectors.joining(" ")), wanted);
	}

	@Override
	public Prompt prompt(String text, BooleanSupplier wanted) {
		if (!wanted.getAsBoolean()) {
			throw new CancellationException();
		}
		return Prompt.of(new int[countTokens(text) + 1]);
	}

	@Override
	public Prompt markedPrompt(String text, BooleanSupplier wanted) {
		return text.isEmpty() ? Prompt.of() : prompt(text, wanted);
	}

	@Override
	public int countTokens(String text) {
		return text.isBlank() ? 0 : text.trim().split("\\s+").length;
	}

	@Override
	public void generate(Prompt prompt, int limit, Sampling how, TokenSink sink) {
		this.sampling = how;
		try {
			this.gate.await();
			this.reading.countDown();
			sink.cached(this.cached);
			while (this.readsWithoutEnd && sink.isWanted()) {
				Thread.onSpinWait();
			}
			if (this.failure != null) {
				throw this.failure;
			}
			throwError();
			int count = 0;
			boolean more = true;
			while (more && (this.endless || (count < limit && count < this.answer.size()))) {
				more = sink.accept(this.answer.get(count % this.answer.size()));
				count++;
				this.generated.incrementAndGet();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.ended.incrementAndGet();
		}
	}

	private void throwError() {
		if (this.error != null) {
			throw this.error;
		}
	}

	@Override
	public float[] embed(String text) {
		throwError();
		return (this.vector != null) ? this.vector : new float[] { text.length(), 0.5f };
	}

}
