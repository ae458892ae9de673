package io.github.shimmy4j.transfer;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * What the hub says of a file, in headers that only it sets; see <a href=
 * "https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/file_download.py">
 * get_hf_file_metadata</a>.
 *
 * @param address what was asked
 * @param commit header X-Repo-Commit
 * @param tag header X-Linked-ETag of a file in the storage, where it is the SHA-256, else
 * ETag
 * @param size header X-Linked-Size, else Content-Length
 */
record HubAnswer(String address, String commit, String tag, String size) {

	private static final String TAG = "X-Linked-ETag";

	private static final int BAD_REQUEST = 400;

	/** A file in the storage is one that is pointed to, which is no refusal. */
	static HubAnswer of(WebExchange answer) throws IOException {
		if (answer.status() >= BAD_REQUEST) {
			throw HttpRefusal.of(answer);
		}
		return new HubAnswer(answer.shown(), answer.header("X-Repo-Commit"), first(answer, TAG, "ETag"),
				first(answer, "X-Linked-Size", "Content-Length"));
	}

	/** Whether an answer is about the file, and does not only point to where it is. */
	static boolean describes(WebExchange answer) {
		return !answer.header(TAG).isEmpty();
	}

	/** Throws unless it says which file it is; the licence is known from elsewhere. */
	RemoteFile file(@Nullable String license) throws IOException {
		try {
			Patterns.require("commit", this.commit, "[0-9a-f]{40}");
			return new RemoteFile(this.commit, Long.parseLong(this.size), this.tag.replaceAll("^(W/)?\"|\"$", ""),
					license);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("'%s' does not say commit, size and SHA-256 of the file: %s".formatted(this.address,
					ex.getMessage()), ex);
		}
	}

	private static String first(WebExchange answer, String name, String other) {
		String value = answer.header(name);
		return value.isEmpty() ? answer.header(other) : value;
	}

}
