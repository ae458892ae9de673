package io.github.shimmy4j.doctor;

import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.capability.ContextReport;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.sidecar.launch.LaunchPlan.ContextPlanner;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the context that the server would have.
 *
 * @param server server that would run, or null if there is none
 * @param size context that it would be told; null for none
 * @param refused requested context that it cannot have; null if it can
 */
record ContextCostFacts(@Nullable ServerCapabilities server, @Nullable ContextSize size,
		@Nullable ContextRequest refused) {

	static final String CHECK = "context";

	static ContextCostFacts gather(ContextPlanner planner, @Nullable ServerCapabilities server,
			Optional<ModelFacts> model) {
		ModelFacts present = model.filter((facts) -> facts.header() != null).orElse(null);
		if (server == null) {
			return new ContextCostFacts(null, null, null);
		}
		ContextRequest refused = planner.refused(server).orElse(null);
		if (present == null || present.header() == null) {
			return new ContextCostFacts(server, null, refused);
		}
		return new ContextCostFacts(server, planner.choose(server, present.header(), present.sizeBytes()).orElse(null),
				refused);
	}

	Finding finding() {
		ContextRequest missed = this.refused;
		if (missed != null && !missed.atMost()) {
			return Finding
				.warn(CHECK, "%s; the %s is %s".formatted(withoutSize(), Setting.CONTEXT_SIZE.words(), missed), Remedy
					.of("Set %s to no more than this, or %s to another server.", Setting.CONTEXT_SIZE, Setting.BINARY));
		}
		if (this.size == null) {
			return Finding.ok(CHECK, withoutSize());
		}
		ContextReport report = new ContextReport(this.size);
		String message = report.summary() + ". " + report.costOfTwice();
		List<String> warnings = report.warnings();
		return warnings.isEmpty() ? Finding.ok(CHECK, message)
				: Finding.warn(CHECK, String.join(". ", warnings) + ". " + report.costOfTwice(),
						Remedy.of("Set %s to fewer tokens, or %s to a smaller model, or end other programs.",
								Setting.CONTEXT_SIZE, Setting.MODEL));
	}

	private String withoutSize() {
		if (this.server == null) {
			return "The context is not known, because there is no server";
		}
		GenerationLimits limits = this.server.limits();
		if (limits.contextTokens() > 0) {
			return "%s has a context of %,d tokens, which cannot be changed".formatted(this.server.kind(),
					limits.contextTokens());
		}
		return this.server.form().takesContext()
				? "The context of %s is not known before the model's file is here, or is in the %s"
					.formatted(this.server.kind(), Setting.ARGUMENTS.words())
				: "The context of %s is not known".formatted(this.server.kind());
	}

}
