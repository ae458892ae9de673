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

	/** A model card with a thousand files beside it has less. */
	private static final int MOST_DESCRIPTION_BYTES = 4 << 20;

	private final HubClient hub;

	HubSource(HubClient hub) {
		this.hub = hub;
	}

	/**
	 * Asks what a file is. The hub answers that itself, while it points to a storage that
	 * does not know; a renamed repository is elsewhere in the hub, and a mirror may point
	 * to the hub. So it goes where it is sent until an answer describes the file.
	 * @param source the file, also at a branch or tag
	 * @return what it is at this moment
	 * @throws IOException if the hub does not say it, or of another commit than asked for
	 */
	RemoteFile lookUp(SourceReference.Hub source) throws IOException, InterruptedException {
		List<WebExchange> hops = new ArrayList<>();
		try (WebExchange answer = this.hub.ask("HEAD", this.hub.address(source), Map.of(), (each, target) -> {
			boolean follows = !HubAnswer.describes(each);
			if (follows) {
				hops.add(each);
			}
			return follows;
		})) {
			hops.remove(answer);
			HubAnswer said = HubAnswer.of(hops, answer);
			RemoteFile file = said.file(null);
			if (source.isPinned() && !file.revision().equals(source.revision())) {
				throw new IOException("'%s' answered for the commit %s, asked for was %s".formatted(answer.shown(),
						file.revision(), source.revision()));
			}
			return said.file(license(source.at(file.revision())));
		}
	}

	/** One attempt to bring what a file lacks. */
	void fetch(SourceReference.Hub source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		HttpDownload.Request request = (headers) -> this.hub.ask("GET", this.hub.address(source), headers,
				WebClient.EVERYWHERE);
		new HttpDownload(source, request).fetch(file, progress);
	}

	/**
	 * The licence as the model's card has it: see
	 * <a href="https://huggingface.co/docs/hub/repositories-licenses">licences</a>. The
	 * hub answers for a repository without a card too; where there is nothing to be
	 * found, it is a mirror that has the files alone. Any other refusal is no word on the
	 * licence.
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
			throw new TryAgainException("'%s' did not say the licence: %s".formatted(this.hub.description(source), ex),
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
		SteadyBody body = answer.body();
		for (ByteBuffer next = body.next(); next != null; next = body.next()) {
			byte[] part = new byte[next.remaining()];
			next.get(part);
			bytes.write(part);
			if (bytes.size() > MOST_DESCRIPTION_BYTES) {
				throw new IOException("the description has more than %,d bytes".formatted(MOST_DESCRIPTION_BYTES));
			}
		}
		return bytes.toByteArray();
	}

}
