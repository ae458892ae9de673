package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import io.github.shimmy4j.transfer.SourceReference;

/**
 * The result of locating a {@link ModelReference} without using the network. It can be
 * compared with any number of servers: see {@link #on(ServerCapabilities)}.
 */
public sealed interface ModelLocation
		permits ModelLocation.Present, ModelLocation.NeedsTransfer, ModelLocation.NeedsLookup, ModelLocation.Variants {

	/**
	 * Stable name of the model.
	 * @return the name
	 */
	String name();

	/**
	 * The location for one server.
	 * @param server capabilities of the server
	 * @return anything but {@link Variants}
	 * @throws ShimmyException UNSUPPORTED_MODEL if the server cannot run the model, with
	 * the reason and the servers that can
	 */
	default ModelLocation on(ServerCapabilities server) {
		return this;
	}

	/**
	 * The reason why a server cannot run the model.
	 * @param server capabilities of the server
	 * @return the failure of {@link #on(ServerCapabilities)}; empty if there is none
	 */
	default Optional<ShimmyException> objection(ServerCapabilities server) {
		try {
			on(server);
			return Optional.empty();
		}
		catch (ShimmyException ex) {
			return Optional.of(ex);
		}
	}

	/**
	 * The model is on the disk.
	 *
	 * @param file the file, which begins like a GGUF file
	 */
	record Present(ModelFile file) implements ModelLocation {

		@Override
		public String name() {
			return this.file.name();
		}

		@Override
		public ModelLocation on(ServerCapabilities server) {
			ServerFit.of(this.file.header().needs(), server).requireFor(this.file.path());
			return this;
		}

	}

	/**
	 * The digest is known, but the file is missing or damaged.
	 *
	 * @param name stable name of the model
	 * @param download the file to download
	 */
	record NeedsTransfer(String name, ModelDownload download) implements ModelLocation {
	}

	/**
	 * The digest is not known, because the source has not been asked yet.
	 *
	 * @param name stable name of the model
	 * @param source the file to look up
	 */
	record NeedsLookup(String name, SourceReference source) implements ModelLocation {
	}

	/**
	 * A model of the catalog. The server decides which of its variants is used. Each file
	 * is checked once, when a server could be given it.
	 */
	final class Variants implements ModelLocation {

		private final ModelCatalog.Entry model;

		private final Function<ModelCatalog.Variant, ModelLocation> lookup;

		private final Map<ModelCatalog.Variant, ModelLocation> known = new ConcurrentHashMap<>();

		Variants(ModelCatalog.Entry model, Function<ModelCatalog.Variant, ModelLocation> lookup) {
			this.model = model;
			this.lookup = lookup;
		}

		@Override
		public String name() {
			return this.model.id();
		}

		/** The first variant that is present and runs, else the first that would run. */
		@Override
		public ModelLocation on(ServerCapabilities server) {
			List<ModelCatalog.Variant> runnable = runnable(server);
			if (runnable.isEmpty()) {
				throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
						"Model '%s' has no variant for this server: %s".formatted(this.model.id(), reasons(server)));
			}
			return present(server).<ModelLocation>map(Present::new).orElseGet(() -> locate(runnable.get(0)));
		}

		/** The first variant that is present and runs. */
		Optional<ModelFile> present(ServerCapabilities server) {
			return runnable(server).stream()
				.map(this::locate)
				.filter(Present.class::isInstance)
				.map((location) -> ((Present) location).file())
				.findFirst();
		}

		private ModelLocation locate(ModelCatalog.Variant variant) {
			return this.known.computeIfAbsent(variant, this.lookup);
		}

		private List<ModelCatalog.Variant> runnable(ServerCapabilities server) {
			return this.model.variants()
				.stream()
				.filter((variant) -> fit(variant, server).verdict() == ServerFit.Verdict.YES)
				.toList();
		}

		private ServerFit fit(ModelCatalog.Variant variant, ServerCapabilities server) {
			return ServerFit.of(this.model.needs(variant), server);
		}

		private String reasons(ServerCapabilities server) {
			return this.model.variants()
				.stream()
				.map((variant) -> variant.fileName() + ": " + fit(variant, server).reason())
				.collect(Collectors.joining("; "));
		}

	}

	/**
	 * Whether a server can run a model.
	 *
	 * @param verdict yes, no, or not known
	 * @param reason printable reason of NO and UNKNOWN; empty for YES
	 */
	record ServerFit(Verdict verdict, String reason) {

		/** The server can run the model. */
		public static final ServerFit YES = new ServerFit(Verdict.YES, "");

		public ServerFit {
			reason = PrintableText.of(reason);
			if (reason.isBlank() != (verdict == Verdict.YES)) {
				throw new IllegalArgumentException(
						"verdict %s does not go with reason '%s'".formatted(verdict, reason));
			}
		}

		/**
		 * Compares the needs of a model with the capabilities of a server.
		 * @param needs needs of the model
		 * @param server capabilities of the server
		 * @return NO with all unmet needs and the servers that meet them; UNKNOWN if the
		 * model names no tensor type
		 */
		public static ServerFit of(ModelNeeds needs, ServerCapabilities server) {
			List<String> objections = server.models().objections(needs);
			if (!objections.isEmpty()) {
				return no("%s %s; %s".formatted(server.kind(), String.join(" and ", objections), others(needs)));
			}
			return needs.tensorTypes().isEmpty() ? unknown("its header names no tensors") : YES;
		}

		private static String others(ModelNeeds needs) {
			List<String> kinds = ServerCapabilities.kindsFor(needs);
			return kinds.isEmpty() ? "no server that shimmy4j launches can" : "it runs on " + String.join(", ", kinds);
		}

		/**
		 * Throws if the verdict is NO.
		 * @param file the model's file
		 * @throws ShimmyException UNSUPPORTED_MODEL, with the file and the reason
		 */
		public void requireFor(Path file) {
			if (this.verdict == Verdict.NO) {
				throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
						"Model file '%s' does not run here: %s".formatted(file, this.reason));
			}
		}

		static ServerFit no(String reason) {
			return new ServerFit(Verdict.NO, reason);
		}

		static ServerFit unknown(String reason) {
			return new ServerFit(Verdict.UNKNOWN, reason);
		}

		/** Whether the server can run the model. */
		public enum Verdict {

			/** It can. */
			YES,

			/** It cannot. */
			NO,

			/** Not known. */
			UNKNOWN

		}

	}

}
