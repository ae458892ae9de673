package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.util.stream.Collectors;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.ModelDownload;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.text.Bytes;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the model that would be served.
 *
 * @param model value of {@link Setting#MODEL}
 * @param location its location, or null if it cannot be had
 * @param header header of its file, or null if the file is not here
 * @param sizeBytes its size; 0 if not known
 * @param server server that is to run it, or null if there is none
 * @param problem why it cannot be had, or null if it can
 */
record ModelFacts(ModelReference model, @Nullable ModelLocation location, @Nullable GgufHeader header, long sizeBytes,
		@Nullable ServerCapabilities server, @Nullable ShimmyException problem) {

	static final String CHECK = "model";

	static ModelFacts gather(ModelRegistry registry, ModelReference model, @Nullable ServerCapabilities server)
			throws IOException {
		try {
			ModelLocation location = registry.locate(model, (server != null) ? server : ServerCapabilities.OPENAI);
			if (location instanceof ModelLocation.Present present) {
				return new ModelFacts(model, location, present.file().header(), present.file().parts().sizeBytes(),
						server, null);
			}
			long sizeBytes = (location instanceof ModelLocation.NeedsTransfer missing)
					? missing.download().place().wanted().sizeBytes() : 0;
			return new ModelFacts(model, location, null, sizeBytes, server, null);
		}
		catch (ShimmyException ex) {
			return new ModelFacts(model, null, null, 0, server, ex);
		}
	}

	boolean isPresent() {
		return this.location instanceof ModelLocation.Present;
	}

	/** Bytes to download; 0 as well if their number is not known. */
	long missingBytes() {
		return isPresent() ? 0 : this.sizeBytes;
	}

	Finding finding() {
		if (this.problem != null) {
			return Finding.fail(CHECK, this.problem.getMessage(), this.problem.remedy());
		}
		if (this.location instanceof ModelLocation.Present present) {
			return Finding.ok(CHECK, "'%s' is '%s'%s, %s; %s".formatted(present.name(), present.file().path(),
					(this.header != null) ? ", " + describe(this.header) : "", Bytes.of(this.sizeBytes), fit()));
		}
		return Finding.warn(CHECK, "'%s' is not here yet: %s".formatted(this.model.shown(), origin()), Remedy
			.of("Start the server once with access to the network, or set %s to a file that is here.", Setting.MODEL));
	}

	private static String describe(GgufHeader header) {
		return "%s %s with a context of %,d tokens".formatted(header.architecture(), header.quantization(),
				header.contextTokens());
	}

	/** A model that does not fit is reported as a problem before. */
	private String fit() {
		return (this.server != null) ? this.server.kind() + " runs it"
				: "no server is there that could be asked whether it runs it";
	}

	private String origin() {
		if (this.location instanceof ModelLocation.NeedsTransfer missing) {
			ModelDownload download = missing.download();
			return "'%s', %s, is to come from %s".formatted(download.place().path().getFileName(),
					Bytes.of(download.place().wanted().sizeBytes()),
					download.sources().stream().map(SourceReference::description).collect(Collectors.joining(" or ")));
		}
		if (this.location instanceof ModelLocation.NeedsLookup unknown) {
			return "its size is not known, because %s has not been asked yet".formatted(unknown.source().description());
		}
		return "it has to be downloaded";
	}

}
