package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory;

/**
 * Everything that a launch must know before there is a process. It is found out once and
 * then carried, so that the program and the model that were checked are those that run.
 *
 * @param binary program to run
 * @param skipped why other programs were skipped, a sentence each
 * @param model file of the model
 * @param needs what the model's header asks of a server, its chat template included
 * @param marks control tokens of the model's vocabulary
 * @param changes when the program and each file of the model were last changed
 */
public record LaunchPlan(ShimmyBinary binary, List<String> skipped, ModelFile model, ModelNeeds needs,
		ControlMarks marks, Map<Path, FileTime> changes) {

	public LaunchPlan {
		skipped = List.copyOf(skipped);
		changes = Map.copyOf(changes);
	}

	/** Reads the model's header, unless that was done before. Throws as it does. */
	static LaunchPlan of(LocatedBinary located, ModelFile model) {
		GgufHeader header = model.header();
		return new LaunchPlan(located.binary(), located.skipped(), model, header.needs(),
				ControlMarks.ofVocabulary(header.vocabulary().controlTokens()), changes(located.binary(), model));
	}

	/**
	 * Whether the program and the model's files are still those that were checked.
	 * @return false if one of them was changed or removed since
	 */
	boolean isCurrent() {
		return this.changes.equals(changes(this.binary, this.model));
	}

	private static Map<Path, FileTime> changes(ShimmyBinary binary, ModelFile model) {
		Map<Path, FileTime> changes = new HashMap<>();
		putChange(binary.path(), changes);
		model.parts().files().forEach((part) -> putChange(part, changes));
		return changes;
	}

	private static void putChange(Path file, Map<Path, FileTime> changes) {
		try {
			changes.put(file, Files.getLastModifiedTime(file));
		}
		catch (IOException ex) {
			// A file that is gone differs from one that is there.
		}
	}

	/** Words in a file's name that make the server apply the model's template. */
	List<String> templateWords() {
		return this.binary.capabilities()
			.templateWords()
			.of(LaunchDirectory.stem(this.model.path()), this.needs.template());
	}

}
