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
 * Publishes how far a model's transfer is, from when there is somebody to listen until
 * the context ends. A sidecar may outlive the context, and must not hold on to it.
 */
final class ModelTransferPublisher implements ProgressListener, SmartInitializingSingleton, DisposableBean {

	private static final PrintableLogger logger = PrintableLogger.of(ModelTransferPublisher.class);

	private @Nullable ApplicationEventPublisher publisher;

	private boolean listened;

	ModelTransferPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public synchronized void progressed(Progress progress) {
		if (this.publisher == null || !this.listened) {
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
		this.listened = true;
	}

	@Override
	public synchronized void destroy() {
		this.publisher = null;
	}

}
