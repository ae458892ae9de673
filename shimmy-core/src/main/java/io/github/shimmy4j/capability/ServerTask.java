package io.github.shimmy4j.capability;

/** What a launched server is for. */
public enum ServerTask {

	/** It answers chats. */
	CHAT,

	/** It turns texts into vectors. Such a model need not be able to chat. */
	EMBEDDINGS

}
