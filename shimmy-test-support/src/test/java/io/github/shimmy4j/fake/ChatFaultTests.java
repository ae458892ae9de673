package io.github.shimmy4j.fake;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.shimmy4j.contract.ShimmyProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChatFaultTests {

	private static final String WHOLE = FaultyServer.CHAT.formatted(false);

	private static final String STREAM = FaultyServer.CHAT.formatted(true);

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "GENERATION_502,'',502", "GENERATION_500,'',500", "STATUS,429,429", "ANSWER_HTML,'',200",
			"EMPTY_ANSWER,'',200", "HUGE_CHUNK,3000000,200", "ANSWER_FROM_OTHER_MODEL,'',200", "TOKEN_DELAY,2ms,200",
			"REQUEST_FLOOD,300000,200", "READING_TAKES,20ms,200" })
	void faultDecidesTheStatus(Fault fault, String value, int status) throws Exception {
		try (ShimmyProcess shimmy = ready("1.7.4", fault, value)) {
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(status);
			assertThat(shimmy.get("/health").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "1.7.4,NO_FINISH_REASON,'',false,false,true", "2.6.5,GARBAGE_CHUNK,'',true,true,true",
			"1.7.4,EMPTY_ANSWER,'',true,true,false", "1.7.4,GENERATION_502,'',true,true,false",
			"2.6.5,GENERATION_502,'',true,false,false" })
	void faultShapesTheStream(String version, Fault fault, String value, boolean done, boolean finished,
			boolean content) throws Exception {
		try (ShimmyProcess shimmy = ready(version, fault, value)) {
			String body = shimmy.chat(STREAM).body();
			assertThat(body.contains("[DONE]")).isEqualTo(done);
			assertThat(body.contains("\"finish_reason\":\"stop\"")).isEqualTo(finished);
			assertThat(body.contains("\"content\":\" 8\"")).isEqualTo(content);
		}
	}

	@Test
	void readingIsReportedWhileItLasts() throws Exception {
		FakeShimmyBinary slow = FakeShimmyBinary.version("2.6.5")
			.with(Fault.READING_TAKES, "60ms")
			.with(Fault.READING_REPORTED_EVERY, "20ms");
		try (ShimmyProcess shimmy = new FaultyServer(this.directory).launch(slow).awaitBound()) {
			String[] events = shimmy.chat(STREAM).body().split("\n\n");
			assertThat(Arrays.copyOf(events, 3)).allMatch((event) -> event.contains("prompt_progress"));
			assertThat(events).anyMatch((event) -> event.contains("\" 8\"")).contains("data: [DONE]");
		}
	}

	@ParameterizedTest
	@CsvSource({ "CUT_STREAM,''", "CRASH_DURING_GENERATION,''" })
	void brokenStreamIsSeenByTheClient(Fault fault, String value) throws Exception {
		try (ShimmyProcess shimmy = ready("2.6.5", fault, value)) {
			assertThatThrownBy(() -> shimmy.chat(STREAM)).isInstanceOf(IOException.class);
			assertThat(fault == Fault.CUT_STREAM ? shimmy.get("/health").statusCode() : shimmy.awaitExit()).isIn(200,
					137);
		}
	}

	@ParameterizedTest
	@CsvSource({ "POISONED_AFTER,1,200,502,502", "FIRST_GENERATIONS_FAIL,2,502,502,200" })
	void faultDependsOnTheNumberOfChats(Fault fault, String value, int first, int second, int third) throws Exception {
		try (ShimmyProcess shimmy = ready("2.6.5", fault, value)) {
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(first);
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(second);
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(third);
		}
	}

	@Test
	void crashComesAfterTheAnswer() throws Exception {
		try (ShimmyProcess shimmy = new FaultyServer(this.directory)
			.launch(FakeShimmyBinary.version("1.7.4").with(Fault.CRASH_AFTER, 2).with(Fault.CRASH_STATUS, 139))
			.awaitBound()) {
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(200);
			assertThat(shimmy.chat(WHOLE).body()).contains("1 2 3 4 5 6 7 8");
			assertThat(shimmy.awaitExit()).isEqualTo(139);
		}
	}

	@Test
	void faultsChangeWhileTheProcessRuns() throws Exception {
		try (ShimmyProcess shimmy = ready("1.7.4", Fault.STATUS, "503")) {
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(503);
			shimmy.post("/__faults", "status=401\nfaults-after=2");
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(200);
			assertThat(shimmy.chat(WHOLE).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void journalShowsWhatWasSent() throws Exception {
		try (ShimmyProcess shimmy = ready("1.7.4", Fault.FAULTS_AFTER, "0")) {
			shimmy.chat(WHOLE, "Authorization", "Bearer secret");
			assertThat(shimmy.get("/__requests").body()).contains("\"Authorization\":\"Bearer secret\"", "count to 8");
			HttpResponse<String> process = shimmy.get("/__process");
			assertThat(process.body()).contains("\"pid\":" + shimmy.process().pid(), "\"--model-dirs\"",
					"\"TOKIO_WORKER_THREADS\":\"8\"", "\"cwd\":\"" + this.directory.resolve("work"));
		}
	}

	private ShimmyProcess ready(String version, Fault fault, String value) throws IOException {
		return new FaultyServer(this.directory).ready(version, fault, value);
	}

}
