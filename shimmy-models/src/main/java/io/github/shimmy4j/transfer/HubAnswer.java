package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The hub's description of a file, in headers that only the hub sets; see <a href=
 * "https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/file_download.py">
 * get_hf_file_metadata</a>. A mirror may redirect to a server that knows more: of all
 * answers on the way, the first that has a header counts.
 *
 * @param asked addresses that were asked, for failures
 * @param commit header X-Repo-Commit
 * @param tag header X-Linked-ETag, which is the SHA-256 of a file in the storage, else
 * the ETag of the last answer
 * @param size header X-Linked-Size, else the Content-Length of the last answer
 */
record HubAnswer(String asked, String commit, String tag, String size) {

	private static final String TAG = "X-Linked-ETag";

	private static final int BAD_REQUEST = 400;

	/** Reads the answers. The last may be a redirect: the hub stores files elsewhere. */
	static HubAnswer of(List<WebExchange> hops, WebExchange last) throws IOException {
		if (last.status() >= BAD_REQUEST) {
			throw HttpRefusal.of(last);
		}
		List<WebExchange> answers = new ArrayList<>(hops);
		answers.add(last);
		String asked = "'%s'".formatted(answers.get(0).shown())
				+ (hops.isEmpty() ? "" : ", which pointed to '%s'".formatted(last.shown()));
		return new HubAnswer(asked + (describes(last) ? "" : HttpRefusal.target(last)), first(answers, "X-Repo-Commit"),
				first(answers, TAG, last, "ETag"), first(answers, "X-Linked-Size", last, "Content-Length"));
	}

	/** Whether an answer describes the file, instead of only redirecting to it. */
	static boolean describes(WebExchange answer) {
		return !answer.header(TAG).isEmpty();
	}

	/** The file; throws unless its commit, size and SHA-256 are all given. */
	RemoteFile file(@Nullable String license) throws IOException {
		String sha256 = this.tag.replaceAll("^(W/)?\"|\"$", "");
		List<String> missing = new ArrayList<>();
		require(missing, "X-Repo-Commit", this.commit, "[0-9a-f]{40}");
		require(missing, "X-Linked-Size or Content-Length", this.size, "[1-9]\\d{0,17}");
		require(missing, TAG + " or ETag", sha256, Patterns.SHA256);
		if (!missing.isEmpty()) {
			throw new IOException(
					"%s does not say commit, size and SHA-256 of the file in its headers, so nothing was fetched: %s"
						.formatted(this.asked, String.join(", ", missing)));
		}
		return new RemoteFile(this.commit, Long.parseLong(this.size), sha256, license);
	}

	private static void require(List<String> missing, String header, String value, String pattern) {
		if (!value.matches(pattern)) {
			missing.add(header + (value.isEmpty() ? " is missing"
					: " is '%s'".formatted(PrintableText.of(value, PrintableText.NAME_LENGTH))));
		}
	}

	private static String first(List<WebExchange> answers, String name) {
		return answers.stream()
			.map((answer) -> answer.header(name))
			.filter((value) -> !value.isEmpty())
			.findFirst()
			.orElse("");
	}

	private static String first(List<WebExchange> answers, String name, WebExchange last, String other) {
		String value = first(answers, name);
		return value.isEmpty() ? last.header(other) : value;
	}

}
