package io.github.shimmy4j.capability;

/** The use for which a server is launched. */
public enum ServerTask {

	/** It answers chats. */
	CHAT,

	/** It turns texts into vectors. Such a model need not be able to chat. */
	EMBEDDINGS

}
