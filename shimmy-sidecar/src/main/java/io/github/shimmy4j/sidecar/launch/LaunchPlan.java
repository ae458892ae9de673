package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ContextFacts;
import io.github.shimmy4j.capability.ContextReport;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelLocation.ServerFit;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.process.MachineMemory;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a launch must know before there is a process. It is found out once and
 * then passed on, so the program and the model that were checked are those that run.
 *
 * @param binary program to run
 * @param skipped why other programs were skipped, a sentence each
 * @param model file of the model
 * @param needs requirements of the model's header on a server, with the chat template
 * @param marks control tokens of the model's vocabulary
 * @param context context that the server is told; null if it is told none
 * @param changes time of the last change of the program and of each file of the model
 */
public record LaunchPlan(ShimmyBinary binary, List<String> skipped, ModelFile model, ModelNeeds needs,
		ControlMarks marks, @Nullable ContextSize context, Map<Path, FileTime> changes) {

	private static final PrintableLogger logger = PrintableLogger.of(LaunchPlan.class);

	public LaunchPlan {
		skipped = List.copyOf(skipped);
		changes = Map.copyOf(changes);
	}

	/** Reads the model's header unless that was done before. Throws as it does. */
	static LaunchPlan of(LocatedBinary located, ModelFile model, @Nullable ContextSize context) {
		GgufHeader header = model.header();
		return new LaunchPlan(located.binary(), located.skipped(), model, header.needs(),
				ControlMarks.ofVocabulary(header.vocabulary().controlTokens()), context,
				changes(located.binary(), model));
	}

	/** False if the program or a file of the model was changed or removed since. */
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
			// A missing entry differs from that of a file that exists.
		}
	}

	/** Words in a file's name that make the server apply the model's template. */
	List<String> templateWords() {
		return this.binary.capabilities().templateWords().of(ModelFile.stem(this.model.path()), this.needs.template());
	}

	/**
	 * Makes the plans of launches. Everything that can be checked without the network is
	 * checked before anything is downloaded.
	 */
	public static final class Planner {

		private final BinaryChoice choice;

		private final BinaryLocator binaries;

		private final ModelRegistry registry;

		private final DownloadHandler downloads;

		private final GpuObjection gpus;

		private final ContextPlanner contexts;

		public Planner(BinaryChoice choice, BinaryLocator binaries, ModelRegistry registry, DownloadHandler downloads,
				AcceleratorDetector accelerators, ContextPlanner contexts) {
			this.choice = choice;
			this.binaries = binaries;
			this.registry = registry;
			this.downloads = downloads;
			this.gpus = new GpuObjection(accelerators);
			this.contexts = contexts;
		}

		/**
		 * Locates, or installs and downloads, the program and the model.
		 * @param model model to serve
		 * @return the plan; program and model are on the disk
		 * @throws ShimmyException if one cannot be had, or if they do not fit
		 * @throws InterruptedException if the launch was ended meanwhile
		 */
		public LaunchPlan plan(ModelReference model) throws InterruptedException {
			ModelLocation location = this.registry.locate(model);
			if (location instanceof ModelLocation.Present present) {
				// A user's own registry may not have read the file.
				present.file().header();
			}
			LocatedBinary located = this.binaries.obtain(this.choice,
					(binary) -> this.gpus.objection(binary)
						.or(() -> location.objection(binary.capabilities()))
						.or(() -> this.contexts.objection(binary)));
			ServerCapabilities server = located.binary().capabilities();
			ModelFile file = (location.on(server) instanceof ModelLocation.Present present) ? present.file()
					: this.registry.ensureDefault(model, server, this.downloads);
			// The header of a file says more than the catalog.
			ServerFit.of(file.header().needs(), server).requireFor(file.path());
			return LaunchPlan.of(located, file, this.contexts.decide(server, file));
		}

	}

	/** Decides the context that a launched server is told to have. */
	public static final class ContextPlanner {

		private final @Nullable Integer requested;

		private final int concurrent;

		private final Supplier<MachineMemory.State> memory;

		/**
		 * Decides nothing yet.
		 * @param requested tokens of one request with its answer; null to choose
		 * @param concurrent requested number of slots; 0 = as many as the server has
		 * @param memory the memory that is available now
		 */
		public ContextPlanner(@Nullable Integer requested, int concurrent, Supplier<MachineMemory.State> memory) {
			this.requested = requested;
			this.concurrent = concurrent;
			this.memory = memory;
		}

		/**
		 * The reason to skip a server that cannot have the requested context; else empty.
		 */
		Optional<ShimmyException> objection(ShimmyBinary binary) {
			ServerCapabilities server = binary.capabilities();
			int most = server.limits().contextTokens();
			if (this.requested == null || server.form().takesContext() || most == 0 || most >= this.requested) {
				return Optional.empty();
			}
			return Optional.of(new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' is %s, which has a context of %,d tokens; the %s is %,d".formatted(binary.path(),
							server.kind(), most, Setting.CONTEXT_SIZE.words(), this.requested)));
		}

		/** The context to tell the server; null for one that is told none. */
		@Nullable ContextSize decide(ServerCapabilities server, ModelFile model) {
			if (!server.form().takesContext() || (this.requested == null && !server.form().needsContext())) {
				return null;
			}
			ContextFacts facts = ContextFacts.beforeLoading(model.header().contextTokens(), model.header().kvCache(),
					this.memory.get().availableBytes(), model.sizeBytes());
			ContextSize size = ContextSize.decide(this.requested, facts,
					Math.max(this.concurrent, server.maxConcurrent()));
			ContextReport report = new ContextReport(size);
			report.warnings().forEach(logger::warn);
			logger.info("{}", report.summary());
			return size;
		}

	}

}
