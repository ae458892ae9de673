package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ContextFacts;
import io.github.shimmy4j.capability.ContextReport;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.KvCacheShape;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.capability.ModelThinking;
import io.github.shimmy4j.capability.ServeForm;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerProperties;
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
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.Purpose;
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
 * @param purpose arguments for what the server is for
 * @param changes time of the last change of the program and of each file of the model
 */
public record LaunchPlan(ShimmyBinary binary, List<String> skipped, ModelFile model, ModelNeeds needs,
		ControlMarks marks, @Nullable ContextSize context, List<String> purpose, Map<Path, FileTime> changes) {

	private static final PrintableLogger logger = PrintableLogger.of(LaunchPlan.class);

	public LaunchPlan {
		skipped = List.copyOf(skipped);
		purpose = List.copyOf(purpose);
		changes = Map.copyOf(changes);
	}

	/** Reads the model's header unless that was done before. Throws as it does. */
	static LaunchPlan of(LocatedBinary located, ModelFile model, @Nullable ContextSize context, List<String> purpose) {
		GgufHeader header = model.header();
		return new LaunchPlan(located.binary(), located.skipped(), model, header.needs(),
				ControlMarks.ofVocabulary(header.vocabulary().controlTokens()), context, purpose,
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
	 * The presumed capabilities of the server: it is not asked yet whether it obeys its
	 * arguments.
	 */
	ExpectedServer expected() {
		ServerCapabilities kind = this.binary.capabilities();
		ModelThinking thinking = ModelThinking.of(this.model.header().chatTemplate());
		List<String> projector = kind.form().projectorArguments();
		boolean seesImages = !projector.isEmpty() && this.purpose.contains(projector.get(0));
		ContextSize told = this.context;
		return new ExpectedServer(
				(told == null) ? kind.with(thinking)
						: kind.with(new ServerProperties(told.tokens(), told.slots(), thinking, false, seesImages)),
				this.model);
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

		private final PurposePlan purpose;

		/** Plans servers for chats. */
		public Planner(BinaryChoice choice, BinaryLocator binaries, ModelRegistry registry, DownloadHandler downloads,
				AcceleratorDetector accelerators, ContextPlanner contexts) {
			this(choice, binaries, registry, downloads, new GpuObjection(accelerators), contexts,
					new PurposePlan(Purpose.CHAT));
		}

		private Planner(BinaryChoice choice, BinaryLocator binaries, ModelRegistry registry, DownloadHandler downloads,
				GpuObjection gpus, ContextPlanner contexts, PurposePlan purpose) {
			this.choice = choice;
			this.binaries = binaries;
			this.registry = registry;
			this.downloads = downloads;
			this.gpus = gpus;
			this.contexts = contexts;
			this.purpose = purpose;
		}

		/**
		 * Makes a planner for another purpose.
		 * @param purpose what the servers are for
		 * @return a planner that differs in nothing else
		 */
		public Planner serving(Purpose purpose) {
			return new Planner(this.choice, this.binaries, this.registry, this.downloads, this.gpus, this.contexts,
					new PurposePlan(purpose));
		}

		/**
		 * Makes a plan that nobody wants to hear of before it is complete.
		 * @see #plan(ModelReference, Consumer)
		 */
		public LaunchPlan plan(ModelReference model) throws InterruptedException {
			return plan(model, (server) -> {
			});
		}

		/**
		 * Locates, or installs and downloads, the program and the model.
		 * @param model model to serve
		 * @param chosen is told the program before the model is downloaded
		 * @return the plan; program and model are on the disk
		 * @throws ShimmyException if one cannot be had, or if they do not fit
		 * @throws InterruptedException if the launch was ended meanwhile
		 */
		public LaunchPlan plan(ModelReference model, Consumer<ExpectedServer> chosen) throws InterruptedException {
			ModelLocation location = this.registry.locate(model);
			if (location instanceof ModelLocation.Present present) {
				// A user's own registry may not have read the file.
				present.file().header();
			}
			LocatedBinary located = locate(location);
			// A named program was not asked before.
			this.purpose.objection(located.binary()).ifPresent((objection) -> {
				throw objection;
			});
			ServerCapabilities server = located.binary().capabilities();
			chosen.accept(new ExpectedServer(server, null));
			if (this.choice.source() == BinarySource.AUTO) {
				located.faster().ifPresent((sentence) -> logger.info("{}", sentence));
			}
			ModelFile file = (location.on(server) instanceof ModelLocation.Present present) ? present.file()
					: this.registry.ensureDefault(model, server, this.downloads);
			// The header of a file says more than the catalog.
			ServerFit.of(file.header().needs(), server).requireFor(file.path());
			this.purpose.require(file, server);
			ModelFile projector = this.purpose.projector(this.registry, server, this.downloads);
			return LaunchPlan.of(located, file,
					this.contexts.unlessRequested(this.purpose.usualContext(file.header())).decide(server, file),
					this.purpose.arguments(server.form(), file.header(), projector));
		}

		private LocatedBinary locate(ModelLocation location) throws InterruptedException {
			return new ServerObjections(this.gpus, this.contexts, this.purpose).search(location::objection,
					(suitability) -> this.binaries.obtain(this.choice, suitability));
		}

	}

	/** Decides the context that a launched server is told to have. */
	public static final class ContextPlanner {

		private final @Nullable ContextRequest requested;

		private final int concurrent;

		private final List<String> arguments;

		private final Supplier<MachineMemory.State> memory;

		/**
		 * Decides nothing yet.
		 * @param requested the wanted context; null to choose
		 * @param concurrent requested number of slots; 0 = as many as the server has
		 * @param arguments the user's own arguments, which may name a context
		 * @param memory the memory that is available now
		 */
		public ContextPlanner(@Nullable ContextRequest requested, int concurrent, List<String> arguments,
				Supplier<MachineMemory.State> memory) {
			this.requested = requested;
			this.concurrent = concurrent;
			this.arguments = List.copyOf(arguments);
			this.memory = memory;
		}

		/** Whether a server with a smaller context is better than none. */
		boolean takesLess() {
			return this.requested != null && this.requested.atMost();
		}

		/** Requests this context, if another is not requested; null changes nothing. */
		ContextPlanner unlessRequested(@Nullable Integer tokens) {
			return (this.requested != null || tokens == null) ? this
					: new ContextPlanner(ContextRequest.exactly(tokens), this.concurrent, this.arguments, this.memory);
		}

		/**
		 * The requested context that a server cannot have, since its own is fixed.
		 * @param server capabilities of the server
		 * @return empty if the server can have it, or if none is requested
		 */
		public Optional<ContextRequest> refused(ServerCapabilities server) {
			int most = server.limits().contextTokens();
			return Optional.ofNullable(this.requested)
				.filter((wanted) -> !server.form().takesContext() && most > 0 && most < wanted.tokens());
		}

		/**
		 * The reason to skip a server that cannot have the requested context; else empty.
		 */
		Optional<ShimmyException> objection(ShimmyBinary binary) {
			ServerCapabilities server = binary.capabilities();
			return refused(server).map((wanted) -> new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' is %s, which has a context of %,d tokens; the %s is %s".formatted(binary.path(),
							server.kind(), server.limits().contextTokens(), Setting.CONTEXT_SIZE.words(), wanted)));
		}

		/** The context to tell the server, which is logged; null for none. */
		@Nullable ContextSize decide(ServerCapabilities server, ModelFile model) {
			Optional<ContextSize> size = choose(server, model.header(), model.sizeBytes());
			size.map(ContextReport::new).ifPresent((report) -> {
				report.warnings().forEach(logger::warn);
				logger.info("{}", report.summary());
			});
			return size.orElse(null);
		}

		/**
		 * Chooses the context for a model.
		 * @param server capabilities of the server
		 * @param header header of the model's file
		 * @param modelBytes size of the model's files
		 * @return the context; empty for a server that cannot be told one, or is told one
		 * by the user's own arguments
		 */
		public Optional<ContextSize> choose(ServerCapabilities server, GgufHeader header, long modelBytes) {
			ServeForm form = server.form();
			if (!form.takesContext() || ServeCommand.isAmong(this.arguments, form.contextArguments().get(0))) {
				return Optional.empty();
			}
			KvCacheShape cache = header.kvCache();
			if (cache != null && !form.keepsWindows()) {
				cache = cache.withoutWindows();
			}
			ContextFacts facts = ContextFacts.beforeLoading(header.contextTokens(), cache,
					this.memory.get().availableBytes(), modelBytes);
			return Optional
				.of(ContextSize.decide(this.requested, facts, Math.max(this.concurrent, server.maxConcurrent())));
		}

	}

}
