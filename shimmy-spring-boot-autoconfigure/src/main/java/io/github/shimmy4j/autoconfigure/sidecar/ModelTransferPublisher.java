package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.autoconfigure.ModelTransferEvent;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the progress of a model's download while the context is complete. A sidecar
 * may outlive the context, so this drops its publisher when the context ends.
 */
final class ModelTransferPublisher implements ProgressListener, SmartInitializingSingleton, DisposableBean {

	private static final PrintableLogger logger = PrintableLogger.of(ModelTransferPublisher.class);

	private @Nullable ApplicationEventPublisher publisher;

	private boolean complete;

	ModelTransferPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public synchronized void progressed(Progress progress) {
		if (this.publisher == null || !this.complete) {
			return;
		}
		try {
			this.publisher.publishEvent(new ModelTransferEvent(progress.done(), progress.total(), progress.detail()));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on the progress of a transfer", ex);
		}
	}

	@Override
	public synchronized void afterSingletonsInstantiated() {
		this.complete = true;
	}

	@Override
	public synchronized void destroy() {
		this.publisher = null;
	}

}
