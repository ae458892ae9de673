package io.github.shimmy4j.sidecar.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.binary.Suitability;
import io.github.shimmy4j.capability.ServeForm;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerTask;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.Purpose;
import org.jspecify.annotations.Nullable;

/** Demands of a sidecar's purpose on its launch: server, context, arguments, files. */
final class PurposePlan implements Suitability {

	/**
	 * Longest text that a model turns into a vector, unless another length is requested:
	 * the memory for a batch grows with its length, and few texts are longer.
	 */
	static final int LONGEST_TEXT = 2_048;

	/** Value of {@code general.architecture} in the file of a projector. */
	private static final String PROJECTOR_ARCHITECTURE = "clip";

	private final Purpose purpose;

	PurposePlan(Purpose purpose) {
		this.purpose = purpose;
	}

	/** Objects to a server that cannot do what the sidecar is for. */
	@Override
	public Optional<ShimmyException> objection(ShimmyBinary binary) {
		ServeForm form = binary.capabilities().form();
		if (!form.serves(this.purpose.task())) {
			return Optional.of(objection(binary, "makes no embeddings"));
		}
		if (this.purpose.projector() != null && !form.takesProjector()) {
			return Optional.of(objection(binary, "takes no projector, so its model cannot see images"));
		}
		return Optional.empty();
	}

	private static ShimmyException objection(ShimmyBinary binary, String inability) {
		return new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
				"'%s' is %s, which %s".formatted(binary.path(), binary.capabilities().kind(), inability));
	}

	/** The context, if none is requested; null to choose as for chats. */
	@Nullable Integer usualContext(GgufHeader header) {
		if (this.purpose.task() == ServerTask.CHAT) {
			return null;
		}
		long trained = header.contextTokens();
		return (trained > 0) ? (int) Math.min(trained, LONGEST_TEXT) : Integer.valueOf(LONGEST_TEXT);
	}

	/**
	 * The projector of the model, which is downloaded if it is missing.
	 * @return its file; null if none is wanted
	 */
	@Nullable ModelFile projector(ModelRegistry registry, ServerCapabilities server, DownloadHandler downloads)
			throws InterruptedException {
		if (this.purpose.projector() == null) {
			return null;
		}
		ModelFile file = registry.ensureDefault(this.purpose.projector(), server, downloads);
		String architecture = file.header().architecture();
		if (!PROJECTOR_ARCHITECTURE.equals(architecture)) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"'%s' is a model of the architecture '%s' and no projector, whose architecture is '%s'"
						.formatted(file.path(), architecture, PROJECTOR_ARCHITECTURE));
		}
		return file;
	}

	/** Refuses a model from which the server cannot make vectors. */
	void require(ModelFile model, ServerCapabilities server) {
		boolean pools = model.header().pools() || !server.form().poolingArguments().isEmpty();
		if (this.purpose.task() == ServerTask.EMBEDDINGS && !pools) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"Model file '%s' was not made for embeddings: it does not say how the vectors of its tokens become one, and %s cannot choose; it runs on %s"
						.formatted(model.path(), server.kind(), ServerCapabilities.LLAMA_SERVER.kind()));
		}
	}

	/** Arguments for the purpose; places in them are still to be filled. */
	List<String> arguments(ServeForm form, GgufHeader model, @Nullable ModelFile projector) {
		List<String> arguments = new ArrayList<>();
		if (this.purpose.task() == ServerTask.EMBEDDINGS) {
			arguments.addAll(form.embeddingArguments());
			if (!model.pools()) {
				arguments.addAll(form.poolingArguments());
			}
		}
		if (projector != null) {
			String file = projector.path().toAbsolutePath().toString();
			form.projectorArguments()
				.forEach((argument) -> arguments.add(argument.equals(ServeForm.PROJECTOR) ? file : argument));
		}
		return arguments;
	}

}
