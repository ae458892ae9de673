package io.github.shimmy4j.gateway.call;

import io.github.shimmy4j.autoconfigure.ModelTransferEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;

/** Tells how far the download of a model is. */
public final class TransferReport {

	private static final long MEGABYTE = 1_000_000;

	private volatile @Nullable ModelTransferEvent last;

	@EventListener
	void arrived(ModelTransferEvent event) {
		this.last = event;
	}

	/** A clause such as "12 of 100 MB have arrived"; empty if nothing is downloaded. */
	public String words() {
		ModelTransferEvent known = this.last;
		if (known == null || known.transferredBytes() == known.totalBytes()) {
			return "";
		}
		long arrived = known.transferredBytes() / MEGABYTE;
		return (known.totalBytes() < 0) ? "%d MB have arrived".formatted(arrived)
				: "%d of %d MB have arrived".formatted(arrived, known.totalBytes() / MEGABYTE);
	}

}
