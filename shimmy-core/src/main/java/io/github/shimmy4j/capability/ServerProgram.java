package io.github.shimmy4j.capability;

import java.util.regex.Pattern;

/** The programs that shimmy4j recognises as servers, by what {@code --version} prints. */
public enum ServerProgram {

	/**
	 * Shimmy, and the embedded engine, which has its command line: {@code shimmy 1.7.4}.
	 */
	SHIMMY("shimmy", Pattern.compile("^shimmy (\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})\\b", Pattern.MULTILINE)),

	/**
	 * llama.cpp's own server: {@code version: 5899 (abc1234)}, or
	 * {@code version: 0.1.0-dev (build 5899, commit abc1234)}.
	 */
	LLAMA_SERVER("llama-server",
			Pattern.compile("^version: (?:\\S+ \\(build )?(\\d{1,9})(?: \\(|, commit )", Pattern.MULTILINE));

	private final String fileName;

	private final Pattern printed;

	ServerProgram(String fileName, Pattern printed) {
		this.fileName = fileName;
		this.printed = printed;
	}

	/** Name of the program's file, without the {@code .exe} of Windows. */
	public String fileName() {
		return this.fileName;
	}

	Pattern printed() {
		return this.printed;
	}

}
