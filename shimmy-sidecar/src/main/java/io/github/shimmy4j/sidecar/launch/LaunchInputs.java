package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory;

/** Finds, or fetches, what a launch needs before there can be a process. */
@FunctionalInterface
public interface LaunchInputs {

	/**
	 * Checks configuration, binary and file first and transfers only then.
	 * @param model which model to serve
	 * @return binary and model, both present
	 * @throws ShimmyException if one is not to be had
	 * @throws InterruptedException if the launch was ended meanwhile
	 */
	Found find(ModelReference model) throws InterruptedException;

	/**
	 * Binary and model of a launch.
	 *
	 * @param binary what to run
	 * @param skipped why others were passed over, a sentence each
	 * @param modelName stable name of the model
	 * @param model the GGUF file, the first one of a model in parts
	 * @param template how the model wants a chat written down
	 * @param marks what the model has for control tokens
	 */
	record Found(ShimmyBinary binary, List<String> skipped, String modelName, Path model, ChatTemplate template,
			ControlMarks marks) {

		/** Words that make the server apply that template. */
		List<String> templateWords() {
			return this.binary.capabilities().templateWords().of(LaunchDirectory.stem(this.model), this.template);
		}

	}

}
