package io.github.shimmy4j.process;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The variables of our own environment that a server process gets: those that programs
 * and drivers need. Secrets, proxies and the user's settings for other shimmy processes
 * are left out.
 */
public final class ChildEnvironment {

	private static final Set<String> NAMES = Set.of("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP",
			"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "DISPLAY", "WAYLAND_DISPLAY",
			"XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_DATA_DIRS", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "CUDA_PATH",
			"NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
			"HSA_OVERRIDE_GFX_VERSION", "OCL_ICD_VENDORS", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT",
			"NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE");

	private static final Set<String> PREFIXES = Set.of("LC_", "VK_", "MESA_", "LIBGL_", "GALLIUM_", "GGML_");

	private ChildEnvironment() {
	}

	/** Selects the allowed variables, in a new mutable map. */
	public static Map<String, String> allowedOf(Map<String, String> parent) {
		Map<String, String> allowed = new HashMap<>();
		parent.forEach((name, value) -> {
			// Windows ignores the case of variable names.
			String upper = name.toUpperCase(Locale.ROOT);
			if (NAMES.contains(upper) || PREFIXES.stream().anyMatch(upper::startsWith)) {
				allowed.put(name, value);
			}
		});
		return allowed;
	}

}
