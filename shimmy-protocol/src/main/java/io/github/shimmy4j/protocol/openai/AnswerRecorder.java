package io.github.shimmy4j.protocol.openai;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of an answer while it is delivered, and hands it out once it is whole. Of
 * one answer, and not thread-safe.
 */
public final class AnswerRecorder implements AnswerTranslation {

	private final AnswerTranslation before;

	private final Consumer<Completion> whole;

	private final JoinedChunks joined = new JoinedChunks();

	private @Nullable Completion document;

	/**
	 * Records nothing yet.
	 * @param before translation of the answer, which comes first
	 * @param whole takes the answer as it was delivered; never called for an answer that
	 * breaks off
	 */
	public AnswerRecorder(AnswerTranslation before, Consumer<Completion> whole) {
		this.before = before;
		this.whole = whole;
	}

	@Override
	public Completion.@Nullable Chunk chunk(Completion.Chunk chunk) {
		return recorded(this.before.chunk(chunk));
	}

	@Override
	public boolean passes(PlainChunk chunk) {
		boolean passes = this.before.passes(chunk);
		if (passes) {
			this.joined.add(chunk);
		}
		return passes;
	}

	@Override
	public Completion.@Nullable Chunk end() {
		return recorded(this.before.end());
	}

	private Completion.@Nullable Chunk recorded(Completion.@Nullable Chunk chunk) {
		if (chunk != null) {
			this.joined.add(chunk);
		}
		return chunk;
	}

	@Override
	public Completion whole(Completion completion) {
		Completion translated = this.before.whole(completion);
		this.document = translated;
		return translated;
	}

	@Override
	public void delivered() {
		this.before.delivered();
		Completion answer = this.document;
		this.whole.accept((answer != null) ? answer : new Completion(this.joined.whole()));
	}

}
