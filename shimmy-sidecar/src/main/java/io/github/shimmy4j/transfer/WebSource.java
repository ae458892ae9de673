package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Flow;

/**
 * Files of web servers.
 *
 * @param web asks the servers
 */
record WebSource(WebClient web) {

	/** Asks how large a file is; what it is, its reference says. */
	RemoteFile lookUp(SourceReference.Web source) throws IOException, InterruptedException {
		HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = this.web.ask("HEAD", source.address(),
				(server) -> Map.of(), WebClient.EVERYWHERE);
		new ResponseBody(response.body()).close();
		HttpDownload.requireOk(response);
		OptionalLong length = response.headers().firstValueAsLong("Content-Length");
		if (length.orElse(0) <= 0) {
			throw new IOException("'%s' does not say how large the file is".formatted(response.uri()));
		}
		return new RemoteFile(source.sha256(), length.getAsLong(), source.sha256(), null);
	}

	/** One attempt to bring what a file lacks. */
	void fetch(SourceReference.Web source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		HttpDownload.Request request = (headers) -> this.web.ask("GET", source.address(), (server) -> headers,
				WebClient.EVERYWHERE);
		new HttpDownload(source, request, this.web.stallTimeout()).fetch(file, progress);
	}

}
