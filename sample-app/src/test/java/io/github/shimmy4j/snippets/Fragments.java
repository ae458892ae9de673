package io.github.shimmy4j.snippets;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.binary.ManagedBinaries;
import io.github.shimmy4j.daemon.AnswerStream;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.transfer.ModelSource;
import io.github.shimmy4j.transfer.RemoteFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/** The Java in README.md and docs, so that it compiles. See {@link SnippetTests}. */
class Fragments {

	private static final Logger log = LoggerFactory.getLogger(Fragments.class);

	private final Object client = new Object();

	@Bean
	CommandLineRunner ask(ChatClient chat) {
		return (args) -> System.out.println(chat.prompt().user("What is the capital of France?").call().content());
	}

	@EventListener
	void onReady(SidecarEvent.Ready ready) {
		log.info("The model took {} ms", ready.startup().toMillis());
	}

	String again(ChatClient chat, String question) throws RetryException {
		RetryPolicy failuresOfTheMoment = RetryPolicy.builder()
			.maxRetries(2)
			.delay(Duration.ofSeconds(1))
			.predicate((failure) -> failure instanceof ShimmyException ex && ex.code().isTransient())
			.build();
		String answer = new RetryTemplate(failuresOfTheMoment).execute(() -> chat.prompt(question).call().content());
		return answer;
	}

	void askTheDaemon() {
		try (DaemonClient client = DaemonClient.connectDefault()) {
			System.out.println(client.queryText("What is the capital of France?"));
		}
	}

	void askTheDaemon(DaemonClient client, CompletionRequest request) {
		try (AnswerStream answer = client.stream(request)) {
			answer.forEachRemaining((delta) -> {
				if (delta instanceof Delta.Text text) {
					System.out.print(text.text());
				}
			});
		}
	}

	float[] vectorOf(EmbeddingModel embeddings) {
		float[] vector = embeddings.embed("The cat sleeps.");
		return vector;
	}

	void update() throws InterruptedException {
		ManagedBinaries binaries = new ManagedBinaries(ShimmyHome.of(System.getenv()).binaries(), System.getenv(),
				ProcessLauncher.system());
		binaries.update(new InstallChoice(BinaryInstall.CARGO, "2.6.5", null, null), ProgressListener.NONE);
		binaries.list().forEach(System.out::println);
		binaries.rollback();
	}

	@Bean
	ModelSource s3() {
		// It has scheme() "s3", lookUp(address) and open(address, offset).
		return new S3ModelSource(client);
	}

	@SpringBootTest(properties = "shimmy.auto-start=false")
	static class WithoutAServer {

	}

	/**
	 * A source of models, as an application would write it.
	 *
	 * @param client a client of the storage
	 */
	record S3ModelSource(Object client) implements ModelSource {

		@Override
		public String scheme() {
			return "s3";
		}

		@Override
		public RemoteFile lookUp(String address) throws IOException {
			throw new IOException(address);
		}

		@Override
		public InputStream open(String address, long offset) throws IOException {
			throw new IOException(address);
		}

	}

}
