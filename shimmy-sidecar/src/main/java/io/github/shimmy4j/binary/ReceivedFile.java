package io.github.shimmy4j.binary;

import java.io.FileOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;

/**
 * A file that an answer is written to as it arrives, if it is one with status 200; of any
 * other the body is not read. The client's threads write, another one looks.
 */
final class ReceivedFile implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void>, AutoCloseable {

	private static final int OK = 200;

	/** Where a server does not say how much there is. */
	private static final long SPACE_FOR_UNKNOWN_BYTES = 64L * 1024 * 1024;

	private final Path path;

	private final FileOutputStream stream;

	private final long maxBytes;

	private final MessageDigest digest = Sha256.begin();

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

	private boolean wanted;

	private volatile byte first;

	private volatile long sizeBytes;

	private volatile long totalBytes = InstallProgress.UNKNOWN_TOTAL;

	private volatile long lastNanos = System.nanoTime();

	private ReceivedFile(Path path, FileOutputStream stream, long maxBytes) {
		this.path = path;
		this.stream = stream;
		this.maxBytes = maxBytes;
	}

	static ReceivedFile create(Path path, long maxBytes) throws IOException {
		Files.deleteIfExists(path);
		Files.createFile(path, OwnerOnly.fileAttributes(path));
		return new ReceivedFile(path, new FileOutputStream(path.toFile()), maxBytes);
	}

	long sizeBytes() {
		return this.sizeBytes;
	}

	long totalBytes() {
		return this.totalBytes;
	}

	/** Time since something arrived. */
	Duration silence() {
		return Duration.ofNanos(System.nanoTime() - this.lastNanos);
	}

	/** Ends a file that is whole; throws unless it is the one that was meant. */
	void requireDigest(Release release) throws IOException {
		this.stream.getFD().sync();
		String actual = Sha256.end(this.digest);
		if (!actual.equals(release.sha256())) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' has %,d bytes with the SHA-256 %s, expected %s%s".formatted(release.shown(), this.sizeBytes,
							actual, release.sha256(), (this.first == '<') ? "; it looks like a web page" : ""));
		}
	}

	@Override
	public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo answer) {
		this.lastNanos = System.nanoTime();
		this.wanted = answer.statusCode() == OK;
		long announced = answer.headers().firstValueAsLong("Content-Length").orElse(InstallProgress.UNKNOWN_TOTAL);
		if (this.wanted) {
			this.totalBytes = announced;
			try {
				requireNotTooLong(announced);
				new DiskRoom(this.path.resolveSibling("")).require(Math.max(announced, SPACE_FOR_UNKNOWN_BYTES));
			}
			catch (IOException | RuntimeException ex) {
				this.end.completeExceptionally(ex);
			}
		}
		return this;
	}

	private void requireNotTooLong(long bytes) {
		if (bytes > this.maxBytes) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"The download has more than %,d bytes".formatted(this.maxBytes));
		}
	}

	@Override
	public CompletionStage<Void> getBody() {
		return this.end;
	}

	@Override
	public void onSubscribe(Flow.Subscription active) {
		this.subscription.complete(active);
		if (this.wanted && !this.end.isDone()) {
			active.request(1);
		}
		else {
			active.cancel();
			this.end.complete(null);
		}
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		try {
			for (ByteBuffer buffer : buffers) {
				write(buffer);
			}
			this.lastNanos = System.nanoTime();
			this.subscription.thenAccept((active) -> active.request(1));
		}
		catch (IOException | RuntimeException ex) {
			this.subscription.thenAccept(Flow.Subscription::cancel);
			this.end.completeExceptionally(ex);
		}
	}

	private void write(ByteBuffer buffer) throws IOException {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		requireNotTooLong(this.sizeBytes + bytes.length);
		if (this.sizeBytes == 0 && bytes.length > 0) {
			this.first = bytes[0];
		}
		this.stream.write(bytes);
		this.digest.update(bytes);
		this.sizeBytes = this.sizeBytes + bytes.length;
	}

	@Override
	public void onError(Throwable failure) {
		this.end.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.end.complete(null);
	}

	@Override
	public void close() throws IOException {
		this.stream.close();
	}

}
