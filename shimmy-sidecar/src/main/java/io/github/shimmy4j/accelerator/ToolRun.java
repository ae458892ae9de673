package io.github.shimmy4j.accelerator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.SearchPath;

/**
 * Runs tools, each with a limit on its time, its output and its environment.
 *
 * @param environment variables of this process, of which the allowed ones are handed on
 * @param launcher starts them
 * @param limit longest time that one may take
 */
record ToolRun(Map<String, String> environment, ProcessLauncher launcher, Duration limit) {

	/** Completes with the answer within the limit; never fails. */
	CompletableFuture<ToolAnswer> ask(GpuTool tool) {
		return new ProgramSearch(SearchPath.of(this.environment)).find(tool)
			.map((path) -> run(tool, path))
			.orElseGet(() -> CompletableFuture.completedFuture(new ToolAnswer.Missing()));
	}

	private CompletableFuture<ToolAnswer> run(GpuTool tool, Path program) {
		ProcessSpec spec = new ProcessSpec(tool.command(program.toString()), program.resolveSibling(""),
				ChildEnvironment.allowedOf(this.environment), Map.of());
		ToolOutput output = new ToolOutput();
		try {
			ChildProcess child = this.launcher.launch(spec, output::add);
			return child.onExit()
				.<ToolAnswer>thenApply((status) -> new ToolAnswer.Printed(status, output.lines()))
				.completeOnTimeout(new ToolAnswer.Failed("did not end within %d ms".formatted(this.limit.toMillis())),
						this.limit.toMillis(), TimeUnit.MILLISECONDS)
				.whenComplete((answer, failure) -> child.stop(Duration.ZERO));
		}
		// Another architecture, or a variable that the operating system does not take.
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.completedFuture(new ToolAnswer.Failed("cannot run on this machine: " + ex));
		}
	}

}
