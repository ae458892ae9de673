package io.github.shimmy4j.fake;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.fake.Generation.Trait;

/** The lines that {@code serve} prints before it binds. */
final class Banner {

	private Banner() {
	}

	static List<String> lines(Generation generation, CommandLine line, String address, int models) {
		List<String> lines = new ArrayList<>();
		lines.add("🎯 Shimmy v" + generation.version());
		lines.add("🔧 Backend: " + backend(generation, line));
		boolean countsLate = generation.has(Trait.PLACEHOLDER_MODEL);
		lines.add("📦 Models: " + (countsLate ? 0 : models) + " available");
		if (!countsLate) {
			lines.add("💡 Tip: add --kv-quant int4 to cut VRAM use");
		}
		lines.add("🚀 Starting server on " + address);
		return lines;
	}

	static List<String> ready(int models) {
		return List.of("📦 Models: " + models + " available", "✅ Ready to serve requests",
				"   • POST /api/generate (streaming + non-streaming)", "   • GET  /health (health check + metrics)",
				"   • GET  /v1/models (OpenAI-compatible)");
	}

	private static String backend(Generation generation, CommandLine line) {
		if (!generation.has(Trait.PLACEHOLDER_MODEL)) {
			return "Airframe (GPU)";
		}
		return switch (line.gpuBackend()) {
			case "auto" -> "CPU (no GPU acceleration)";
			case "cpu" -> "CPU only";
			case "cuda" -> "CUDA (GPU acceleration)";
			case "vulkan" -> "Vulkan (GPU acceleration)";
			case "opencl" -> "OpenCL (GPU acceleration)";
			default -> line.gpuBackend() + " (custom)";
		};
	}

}
