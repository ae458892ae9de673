package io.github.shimmy4j.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files of Hugging Face repositories, see
 * <a href="https://huggingface.co/docs/hub/models-downloading">downloading models</a>.
 */
final class HubSource {

	/** The SHA-256 of a file in the storage; only the hub sets this header. */
	private static final String LINKED_ETAG = "X-Linked-ETag";

	private static final int BAD_REQUEST = 400;

	private static final int NOT_FOUND = 404;

	/** More than the description of a repository with a thousand files has. */
	private static final int MAX_DESCRIPTION_BYTES = 4 << 20;

	private final HubClient hub;

	HubSource(HubClient hub) {
		this.hub = hub;
	}

	/**
	 * Asks the hub for commit, size, SHA-256 and licence of a file. Follows redirects
	 * only until an answer describes the file: a renamed repository and a mirror redirect
	 * to another server that does, but the storage behind the hub does not.
	 */
	RemoteFile lookUp(SourceReference.Hub source) throws IOException, InterruptedException {
		List<WebExchange> answers = new ArrayList<>();
		try (WebExchange last = this.hub.ask("HEAD", this.hub.address(source), Map.of(), (answer) -> {
			answers.add(answer);
			return !describes(answer);
		})) {
			answers.remove(last);
			answers.add(last);
			if (last.status() >= BAD_REQUEST) {
				throw HttpRefusal.of(last);
			}
			RemoteFile file = file(answers, last);
			if (source.isPinned() && !file.revision().equals(source.revision())) {
				throw new IOException("'%s' answered for commit %s, requested was %s".formatted(last.shown(),
						file.revision(), source.revision()));
			}
			return new RemoteFile(file.revision(), file.sizeBytes(), file.sha256(),
					license(source.at(file.revision())));
		}
	}

	/** Whether an answer describes the file, instead of only redirecting to it. */
	private static boolean describes(WebExchange answer) {
		return !answer.header(LINKED_ETAG).isEmpty();
	}

	/**
	 * The file without its licence; throws unless commit, size and SHA-256 are all given.
	 * A mirror may redirect to a server that knows more: the first answer that has a
	 * header counts. See <a href=
	 * "https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/file_download.py">
	 * get_hf_file_metadata</a>.
	 */
	private static RemoteFile file(List<WebExchange> answers, WebExchange last) throws IOException {
		List<String> missing = new ArrayList<>();
		String commit = require(missing, "X-Repo-Commit", first(answers, "X-Repo-Commit", ""), "[0-9a-f]{40}");
		String size = require(missing, "X-Linked-Size or Content-Length",
				first(answers, "X-Linked-Size", last.header("Content-Length")), "[1-9]\\d{0,17}");
		String tag = first(answers, LINKED_ETAG, last.header("ETag")).replaceAll("^(W/)?\"|\"$", "");
		String sha256 = require(missing, LINKED_ETAG + " or ETag", tag, Patterns.SHA256);
		if (!missing.isEmpty()) {
			throw new IOException(
					"'%s'%s%s does not say commit, size and SHA-256 of the file in its headers, so nothing was fetched: %s"
						.formatted(answers.get(0).shown(),
								(answers.size() == 1) ? "" : ", which pointed to '%s'".formatted(last.shown()),
								describes(last) ? "" : HttpRefusal.target(last), String.join(", ", missing)));
		}
		return new RemoteFile(commit, Long.parseLong(size), sha256, null);
	}

	private static String require(List<String> missing, String header, String value, String pattern) {
		if (!value.matches(pattern)) {
			missing.add(header + (value.isEmpty() ? " is missing"
					: " is '%s'".formatted(PrintableText.of(value, PrintableText.NAME_LENGTH))));
		}
		return value;
	}

	private static String first(List<WebExchange> answers, String header, String otherwise) {
		return answers.stream()
			.map((answer) -> answer.header(header))
			.filter((value) -> !value.isEmpty())
			.findFirst()
			.orElse(otherwise);
	}

	/** One attempt to download the missing rest of a file. */
	void fetch(SourceReference.Hub source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		HttpDownload.fetch(source,
				(headers) -> this.hub.ask("GET", this.hub.address(source), headers, WebClient.EVERYWHERE), file,
				progress);
	}

	/**
	 * The licence on the model's card, see
	 * <a href="https://huggingface.co/docs/hub/repositories-licenses">licences</a>; null
	 * if none is stated. A 404 means a mirror that has only files, because the hub
	 * answers for a repository without a card too. Any other refusal is a failure, not a
	 * missing licence.
	 */
	private @Nullable String license(SourceReference.Hub source) throws IOException, InterruptedException {
		try (WebExchange answer = this.hub.ask("GET", this.hub.description(source), Map.of(), WebClient.EVERYWHERE)) {
			if (answer.status() == NOT_FOUND) {
				return null;
			}
			HttpRefusal.requireOk(answer);
			return license(JsonMapper.shared().readTree(read(answer)));
		}
		catch (JacksonException | TimeoutException ex) {
			throw new RetryableException("'%s' did not say the licence: %s".formatted(this.hub.description(source), ex),
					ex);
		}
	}

	private static @Nullable String license(JsonNode description) {
		JsonNode card = description.path("cardData");
		JsonNode license = card.path("license");
		String name = card.path("license_name").asString("");
		String found = (license.isArray() ? license.valueStream() : Stream.of(license)).map((id) -> id.asString(""))
			.map((id) -> (id.isEmpty() || id.equals("other")) && !name.isEmpty() ? name : id)
			.filter((id) -> !id.isBlank() && !id.equals("unknown"))
			.distinct()
			.collect(Collectors.joining(", "));
		return found.isEmpty() ? null : found;
	}

	private static byte[] read(WebExchange answer) throws IOException, InterruptedException, TimeoutException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (ByteBuffer next = answer.next(); next != null; next = answer.next()) {
			bytes.write(next.array(), next.position(), next.remaining());
			if (bytes.size() > MAX_DESCRIPTION_BYTES) {
				throw new IOException("the description has more than %,d bytes".formatted(MAX_DESCRIPTION_BYTES));
			}
		}
		return bytes.toByteArray();
	}

}
