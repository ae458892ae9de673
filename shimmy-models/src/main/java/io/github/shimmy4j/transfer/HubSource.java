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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files of Hugging Face repositories, see
 * <a href="https://huggingface.co/docs/hub/models-downloading">downloading models</a>.
 */
final class HubSource {

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
		List<WebExchange> hops = new ArrayList<>();
		try (WebExchange last = this.hub.ask("HEAD", this.hub.address(source), Map.of(), (answer, target) -> {
			boolean follows = !HubAnswer.describes(answer);
			if (follows) {
				hops.add(answer);
			}
			return follows;
		})) {
			hops.remove(last);
			HubAnswer answer = HubAnswer.of(hops, last);
			String commit = answer.file(null).revision();
			if (source.isPinned() && !commit.equals(source.revision())) {
				throw new IOException("'%s' answered for commit %s, requested was %s".formatted(last.shown(), commit,
						source.revision()));
			}
			return answer.file(license(source.at(commit)));
		}
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
