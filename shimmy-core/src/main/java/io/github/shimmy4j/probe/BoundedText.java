package io.github.shimmy4j.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/** Collects a body as UTF-8 text. Fails if it is larger than any real answer. */
final class BoundedText implements BodySubscriber<String> {

	private final int maxBytes;

	private final CompletableFuture<String> text = new CompletableFuture<>();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private Flow.@Nullable Subscription subscription;

	BoundedText(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	@Override
	public CompletionStage<String> getBody() {
		return this.text;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] part = new byte[buffer.remaining()];
			buffer.get(part);
			this.bytes.writeBytes(part);
		}
		if (this.bytes.size() > this.maxBytes && this.subscription != null) {
			this.subscription.cancel();
			onError(new IOException("the answer is larger than %d bytes".formatted(this.maxBytes)));
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.text.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.text.complete(this.bytes.toString(StandardCharsets.UTF_8));
	}

}
