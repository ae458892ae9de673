package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the hub says of a file, in headers that only it sets; see <a href=
 * "https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/file_download.py">
 * get_hf_file_metadata</a>.
 *
 * @param status status of the answer; a file in the storage is one that is pointed to
 * @param address what was asked
 * @param commit header X-Repo-Commit
 * @param tag header X-Linked-ETag of a file in the storage, where it is the SHA-256, else
 * ETag
 * @param size header X-Linked-Size, else Content-Length
 * @param error headers X-Error-Code and X-Error-Message
 */
record HubAnswer(int status, String address, String commit, String tag, String size, String error) {

	private static final String TAG = "X-Linked-ETag";

	private static final int BAD_REQUEST = 400;

	static HubAnswer of(HttpResponse<?> response) {
		String error = Stream.of("X-Error-Code", "X-Error-Message")
			.map((name) -> header(response, name))
			.filter((value) -> !value.isEmpty())
			.reduce("", (all, next) -> all.isEmpty() ? next : all + ": " + next);
		return new HubAnswer(response.statusCode(), response.uri().toString(), header(response, "X-Repo-Commit"),
				first(response, TAG, "ETag"), first(response, "X-Linked-Size", "Content-Length"), error);
	}

	/** Whether an answer is about the file, and does not only point to where it is. */
	static boolean describes(HttpResponse<?> response) {
		return !header(response, TAG).isEmpty();
	}

	/** Throws unless it says which file it is; the licence is known from elsewhere. */
	RemoteFile file(@Nullable String license) throws IOException {
		if (this.status >= BAD_REQUEST) {
			throw new IOException("'%s' answered with HTTP %d%s".formatted(this.address, this.status,
					this.error.isEmpty() ? "" : ", " + this.error));
		}
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

	private static String first(HttpResponse<?> response, String name, String other) {
		String value = header(response, name);
		return value.isEmpty() ? header(response, other) : value;
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("").strip();
	}

}
