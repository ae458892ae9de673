package io.github.shimmy4j.accelerator;

import java.util.Locale;

/**
 * Operating system and processor, as Java names them.
 *
 * @param operatingSystem value of {@code os.name}
 * @param architecture value of {@code os.arch}
 */
record Platform(String operatingSystem, String architecture) {

	static Platform current() {
		return new Platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
	}

	boolean isMac() {
		return this.operatingSystem.startsWith("Mac") || this.operatingSystem.startsWith("Darwin");
	}

	boolean isWindows() {
		return this.operatingSystem.startsWith("Windows");
	}

	boolean isLinux() {
		return this.operatingSystem.startsWith("Linux");
	}

	boolean isAppleSilicon() {
		String lower = this.architecture.toLowerCase(Locale.ROOT);
		return isMac() && (lower.equals("aarch64") || lower.equals("arm64"));
	}

}
