package overhead;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that is not shimmy: answers chat completions at once, whole or token by token,
 * and keeps connections. Prints its port.
 */
final class StubServer {

	private static final String HEAD = "\"id\":\"1\",\"created\":1,\"model\":\"stub\"";

	private static final byte[] NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] WHOLE = whole();

	private static final byte[] STREAM_HEAD = ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
			+ "Transfer-Encoding: chunked\r\n\r\n")
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[][] EVENTS = { delta("{\"role\":\"assistant\",\"content\":\"Paris\"}", "null"),
			delta("{\"content\":\" is\"}", "null"), delta("{\"content\":\" the\"}", "null"),
			delta("{\"content\":\" capital.\"}", "null"), delta("{}", "\"stop\""), chunk("data: [DONE]\n\n"),
			"0\r\n\r\n".getBytes(StandardCharsets.US_ASCII) };

	private StubServer() {
	}

	public static void main(String[] args) throws IOException {
		ExecutorService threads = Executors.newCachedThreadPool();
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			System.out.println(server.getLocalPort());
			while (true) {
				Socket client = server.accept();
				threads.execute(() -> serve(client));
			}
		}
	}

	private static void serve(Socket client) {
		try (client) {
			client.setTcpNoDelay(true);
			InputStream in = new BufferedInputStream(client.getInputStream());
			OutputStream out = client.getOutputStream();
			for (String line = line(in); line != null; line = line(in)) {
				int length = 0;
				for (String header = line(in); !header.isEmpty(); header = line(in)) {
					if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
						length = Integer.parseInt(header.substring(15).strip());
					}
				}
				String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
				if (!line.startsWith("POST ")) {
					out.write(NOT_FOUND);
				}
				else if (body.contains("\"stream\":true")) {
					out.write(STREAM_HEAD);
					for (byte[] event : EVENTS) {
						out.write(event);
					}
				}
				else {
					out.write(WHOLE);
				}
			}
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int read = in.read(); read != '\n'; read = in.read()) {
			if (read < 0) {
				return null;
			}
			if (read != '\r') {
				line.append((char) read);
			}
		}
		return line.toString();
	}

	private static byte[] whole() {
		String body = "{" + HEAD + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
				+ "{\"role\":\"assistant\",\"content\":\"Paris is the capital.\"},\"finish_reason\":\"stop\"}],"
				+ "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}";
		return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
			.formatted(body.length(), body)).getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] delta(String delta, String reason) {
		return chunk("data: {" + HEAD + ",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
				+ delta + ",\"finish_reason\":" + reason + "}]}\n\n");
	}

	private static byte[] chunk(String event) {
		return "%x\r\n%s\r\n".formatted(event.length(), event).getBytes(StandardCharsets.US_ASCII);
	}

}
