package io.github.shimmy4j.autoconfigure.diagnostics;

import java.util.List;

import io.github.shimmy4j.autoconfigure.report.PropertyKeys;
import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.failure.InvalidSettingException;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Describes every {@link ShimmyException} and its remedy. Runs before Boot's own
 * analyzers, which would report a value refused by our checks as a failure to bind.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ShimmyFailureAnalyzer extends AbstractFailureAnalyzer<ShimmyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ShimmyException cause) {
		return new FailureAnalysis(description(cause), cause.remedy().text(PropertyKeys::of) + inSpring(cause.code())
				+ "\n\nSee docs/errors.md, heading " + cause.code() + ".", cause);
	}

	private static String description(ShimmyException cause) {
		StringBuilder description = new StringBuilder("%s (%s).".formatted(message(cause), cause.code()));
		List<String> tail = SidecarDetails.Failure.of(cause).outputTail();
		if (!tail.isEmpty()) {
			description.append("\n\nLast output of the process:\n");
			tail.forEach((line) -> description.append("    ").append(line).append('\n'));
		}
		return description.toString();
	}

	private static String message(ShimmyException cause) {
		return (cause instanceof InvalidSettingException invalid)
				? invalid.messageFor(PropertyKeys.of(invalid.setting())) : cause.getMessage();
	}

	/** The part of a remedy that applies to Spring applications only. */
	private static String inSpring(ShimmyErrorCode code) {
		return switch (code) {
			case INVALID_CONFIGURATION -> " docs/configuration.md lists every key with what it allows.";
			case NOT_RUNNING -> " In code, ShimmySidecar.start() starts it.";
			case NOT_READY -> " In code, ShimmySidecar.ensureReady(timeout) waits for it.";
			case CONTEXT_EXCEEDED -> " A memory advisor can keep fewer messages.";
			case INTERNAL -> " It is shown with --debug.";
			default -> "";
		};
	}

}
