package io.github.shimmy4j.fake;

import java.nio.file.Path;

/**
 * What {@code llama-server} prints, all of it on stderr. The lines at verbosity 4 are
 * those that tell where the model was loaded to.
 */
final class LlamaLog {

	private static final String TIME = "0.00.000.000 ";

	private final Console console;

	private final int verbosity;

	LlamaLog(Console console, int verbosity) {
		this.console = console;
		this.verbosity = verbosity;
	}

	void began(boolean hasKey) {
		line(3, "I cmn  common_param: common_params_print_info: verbosity = %d (adjust with the `-lv N` CLI arg)"
			.formatted(this.verbosity));
		line(4, "I cmn  common_param: device_info:");
		line(4, "I cmn  common_param:   - CPU     : Fake (24105 MiB, 24105 MiB free)");
		if (!hasKey) {
			line(2, "W srv  llama_server: CORS is set to allow all origins ('*') and no API key is set");
		}
	}

	void loading(Path model) {
		line(3, "I srv    load_model: loading model '%s'".formatted(model));
	}

	ExitException failed(Path model, String reason) {
		for (String line : reason.split("\n")) {
			line(1, "E " + line);
		}
		return new ExitException(1,
				String.join("\n",
						TIME + "E llama_model_load: error loading model: llama_model_loader: failed to load model from "
								+ model,
						TIME + "E llama_model_load_from_file_impl: failed to load model",
						TIME + "E cmn  common_init_: failed to load model '%s'".formatted(model),
						TIME + "E srv    load_model: failed to load model, '%s'".formatted(model),
						TIME + "E srv  llama_server: exiting due to model loading error"));
	}

	/** A projector that is none, or that was made for another model. */
	ExitException failedProjector(Path projector, String reason) {
		return new ExitException(1,
				String.join("\n", TIME + "E mtmd_init_from_file: error: " + reason, "",
						TIME + "E srv    load_model: failed to load multimodal model, '%s'".formatted(projector),
						TIME + "E srv  llama_server: exiting due to model loading error"));
	}

	void loaded(LlamaCommandLine line, LlamaSlots slots) {
		line(4, "I load_tensors: offloaded 31/31 layers to GPU");
		line(4, "I load_tensors:   CPU_Mapped model buffer size =    92.10 MiB");
		line(4, "I llama_kv_cache:        CPU KV buffer size =    11.25 MiB");
		line(3, "I srv    load_model: initializing, n_slots = %d, n_ctx_slot = %d, kv_unified = '%s'"
			.formatted(slots.count(), slots.context(), line.parallel() < 0));
		line(3, "I srv  llama_server: model loaded");
		line(3, "I srv  llama_server: listening on http://%s:%d".formatted(line.host(), line.port()));
	}

	private void line(int level, String text) {
		if (level <= this.verbosity) {
			this.console.err(TIME + text);
		}
	}

}
