package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.util.Map;

import io.github.shimmy4j.progress.ProgressListener;

/** Files of web servers. */
final class WebSource {

	private final WebClient web;

	WebSource(WebClient web) {
		this.web = web;
	}

	/** Asks for the size of a file; its reference has the digest. */
	RemoteFile lookUp(SourceReference.Web source) throws IOException, InterruptedException {
		try (WebExchange answer = this.web.ask("HEAD", source.address(), (server) -> Map.of(), WebClient.EVERYWHERE)) {
			HttpRefusal.requireOk(answer);
			long length = answer.length();
			if (length <= 0) {
				throw new IOException("'%s' does not say how large the file is".formatted(answer.shown()));
			}
			return new RemoteFile(source.sha256(), length, source.sha256(), null);
		}
	}

	/** One attempt to download the missing rest of a file. */
	void fetch(SourceReference.Web source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		HttpDownload.fetch(source,
				(headers) -> this.web.ask("GET", source.address(), (server) -> headers, WebClient.EVERYWHERE), file,
				progress);
	}

}
