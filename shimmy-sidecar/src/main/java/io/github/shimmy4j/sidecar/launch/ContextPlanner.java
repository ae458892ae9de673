package io.github.shimmy4j.sidecar.launch;

import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ContextFacts;
import io.github.shimmy4j.capability.ContextReport;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.process.MachineMemory;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/** Decides the context that a launched server is told to have. */
public final class ContextPlanner {

	private static final PrintableLogger logger = PrintableLogger.of(ContextPlanner.class);

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

	/** What speaks against a server that cannot have the requested context. */
	Optional<ShimmyException> objection(ShimmyBinary binary) {
		ServerCapabilities server = binary.capabilities();
		int most = server.limits().contextTokens();
		if (this.requested == null || server.form().takesContext() || most == 0 || most >= this.requested) {
			return Optional.empty();
		}
		return Optional.of(new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
				"'%s' is %s, which has a context of %,d tokens; the %s is %,d".formatted(binary.path(), server.kind(),
						most, Setting.CONTEXT_SIZE.words(), this.requested)));
	}

	/** The context to tell the server; null for one that is told none. */
	@Nullable ContextSize decide(ServerCapabilities server, ModelFile model) {
		if (!server.form().takesContext() || (this.requested == null && !server.form().needsContext())) {
			return null;
		}
		ContextFacts facts = ContextFacts.beforeLoading(model.header().contextTokens(), model.header().kvCache(),
				this.memory.get().availableBytes(), model.sizeBytes());
		ContextSize size = ContextSize.decide(this.requested, facts, Math.max(this.concurrent, server.maxConcurrent()));
		ContextReport report = new ContextReport(size);
		report.warnings().forEach(logger::warn);
		logger.info("{}", report.summary());
		return size;
	}

}
