package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.ServerFit;

/**
 * A model right before its launch. A catalog tells less of a file than its header does,
 * and a registry of the user's own may not have looked at it.
 *
 * @param file the GGUF file, the first one of a model in parts
 * @param needs what its header says
 * @param marks control tokens of its vocabulary
 */
record LaunchedModel(Path file, ModelNeeds needs, ControlMarks marks) {

	/** Throws NOT_A_MODEL or MODEL_NOT_FOUND. */
	static LaunchedModel of(Path file) {
		try {
			GgufHeader header = GgufHeader.read(file);
			return new LaunchedModel(file, header.needs(),
					ControlMarks.ofVocabulary(header.vocabulary().controlTokens()));
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
					"Model file '%s' cannot be read: %s".formatted(file, ex), ex);
		}
	}

	/** Throws UNSUPPORTED_MODEL where the server cannot run the model. */
	ChatTemplate templateOn(ServerCapabilities server) {
		ServerFit.of(this.needs, server).requireFor(this.file);
		return this.needs.template();
	}

}
