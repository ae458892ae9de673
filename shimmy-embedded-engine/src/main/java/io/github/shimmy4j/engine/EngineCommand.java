package io.github.shimmy4j.engine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import org.jspecify.annotations.Nullable;

/**
 * The command line without a subcommand, which is an error.
 */
@Command(name = "shimmy", description = "Runs one GGUF model and serves it over HTTP.", sortOptions = false,
		mixinStandardHelpOptions = true)
final class EngineCommand implements Runnable {

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public void run() {
		CommandSpec known = this.spec;
		if (known != null) {
			throw new ParameterException(known.commandLine(), "a subcommand is required: serve, list or count");
		}
	}

}
