package io.github.shimmy4j.gateway.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.session.SessionOrder.Place;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTurnTests {

	private static final SessionKey KEY = new SessionKey("", "chat");

	private final SessionOrder order = new SessionOrder(3);

	private final MemorySessions store = new MemorySessions(
			new GatewayProperties.Session(3, Duration.ofMinutes(30), DataSize.ofKilobytes(64)), InstantSource.system(),
			System::nanoTime);

	/** The pool of workers has an end: its queue, and that of the application. */
	@Test
	void turnIsStoredAndGivenToTheNextThoughNoWorkerIsFree() {
		SessionTurn turn = begunWithoutAFreeWorker();
		Place next = this.order.enter(KEY);
		StoredMessage message = StoredMessage.of(JsonMapper.shared().createObjectNode().put("role", "user"));
		turn.answered(() -> turn.session().with(List.of(message), SessionUsage.NONE));
		assertThat(this.order.stored(KEY)).isDone();
		turn.close();
		assertThat(next.turn()).isDone();
		assertThat(this.store.find(KEY).orElseThrow().messages()).containsExactly(message);
	}

	@Test
	void turnThatFailsIsGivenToTheNextThoughNoWorkerIsFree() {
		SessionTurn turn = begunWithoutAFreeWorker();
		Place next = this.order.enter(KEY);
		turn.close();
		assertThat(next.turn()).isDone();
		assertThat(this.store.count()).isZero();
	}

	private SessionTurn begunWithoutAFreeWorker() {
		ExecutorService workers = Executors.newSingleThreadExecutor();
		SessionTurn turn = new SessionTurn(KEY, this.order.enter(KEY), this.store,
				Schedulers.fromExecutorService(workers));
		turn.begun().block(Duration.ofSeconds(30));
		workers.shutdownNow();
		return turn;
	}

}
