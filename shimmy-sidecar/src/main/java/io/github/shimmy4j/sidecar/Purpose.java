package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.capability.ServerTask;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * Purpose of a sidecar: its task, and the projector that it needs.
 *
 * @param task chats or embeddings
 * @param projector file that lets the model see images; null if it need not
 */
public record Purpose(ServerTask task, @Nullable ModelReference projector) {

	/** Chats of texts. */
	public static final Purpose CHAT = new Purpose(ServerTask.CHAT, null);

	/** Vectors of texts. */
	public static final Purpose EMBEDDINGS = new Purpose(ServerTask.EMBEDDINGS, null);

	/**
	 * Chats of texts, and of images if there is a projector.
	 * @param projector the projector, or null for none
	 * @return the purpose
	 */
	public static Purpose chatWith(@Nullable ModelReference projector) {
		return new Purpose(ServerTask.CHAT, projector);
	}

}
