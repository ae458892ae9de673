package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;

/**
 * A model's file while it arrives from one source: never longer than the catalog says,
 * and its digest taken on the way.
 */
final class PartialFile implements AutoCloseable {

	private final CatalogVariant model;

	private final Path path;

	private final FileChannel channel;

	private final DiskSpace space;

	private final MessageDigest digest = Sha256.begin();

	private final ByteBuffer first = ByteBuffer.allocate(FirstBytes.LENGTH);

	private long sizeBytes;

	private PartialFile(CatalogVariant model, Path path, FileChannel channel, DiskSpace space) {
		this.model = model;
		this.path = path;
		this.channel = channel;
		this.space = space;
	}

	static PartialFile create(CatalogVariant model, Path path, DiskSpace space) throws IOException {
		FileChannel channel = FileChannel.open(path,
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
				OwnerOnly.fileAttributes(path));
		return new PartialFile(model, path, channel, space);
	}

	CatalogVariant model() {
		return this.model;
	}

	Path path() {
		return this.path;
	}

	long sizeBytes() {
		return this.sizeBytes;
	}

	void requireSpaceFor(long bytes) throws IOException {
		this.space.require(this.path.toAbsolutePath().resolveSibling(""), bytes);
	}

	void write(ByteBuffer bytes) throws IOException, InterruptedException {
		requireRoomFor(bytes.remaining());
		this.digest.update(bytes.duplicate());
		int head = Math.min(bytes.remaining(), this.first.remaining());
		this.first.put(bytes.slice(bytes.position(), head));
		this.sizeBytes += bytes.remaining();
		try {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
		}
		catch (ClosedByInterruptException ex) {
			Thread.interrupted();
			throw new InterruptedException("interrupted after %,d bytes".formatted(this.sizeBytes));
		}
		catch (IOException ex) {
			requireSpaceFor(this.model.sizeBytes() - this.sizeBytes + bytes.remaining());
			throw ex;
		}
	}

	/** Throws CHECKSUM_MISMATCH if what arrived is not the model. */
	void finish() {
		byte[] head = new byte[this.first.position()];
		this.first.duplicate().flip().get(head);
		Fingerprint.of(this.sizeBytes, this.digest).requireMatch(this.model, new FirstBytes(head));
	}

	private void requireRoomFor(int bytes) {
		if (this.sizeBytes + bytes > this.model.sizeBytes()) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"Model '%s' did not end after its %,d bytes".formatted(this.model.id(), this.model.sizeBytes()));
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
