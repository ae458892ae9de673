package io.github.shimmy4j.autoconfigure;

/** Whether a reasoning model thinks before it answers. */
public enum Reasoning {

	/** As the model and its server do by themselves. */
	AUTO,

	/** It thinks; the thinking is kept apart from the answer. */
	ON,

	/** It answers at once. */
	OFF

}
