package io.github.shimmy4j.daemon;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProvenDaemonTests {

	private static final String NONCE = DaemonProof.random(new SecureRandom());

	private final AtomicLong now = new AtomicLong(-5);

	private final ProvenDaemon proven = new ProvenDaemon(this.now::get);

	private final DaemonRecord daemon = DaemonRecord.ofThisProcess("127.0.0.1:1", "1.0", NONCE);

	@Test
	void isBelievedForAMoment() {
		assertThat(this.proven.believed()).isNull();
		this.proven.set(this.daemon);
		this.now.addAndGet(ProvenDaemon.BELIEVED.toNanos() - 1);
		assertThat(this.proven.believed()).isEqualTo(this.daemon);
		this.now.incrementAndGet();
		assertThat(this.proven.believed()).isNull();
	}

	@Test
	void isNotBelievedAfterAFailure() {
		this.proven.set(this.daemon);
		this.proven.forget(DaemonRecord.ofThisProcess("127.0.0.1:2", "1.0", NONCE));
		assertThat(this.proven.believed()).isEqualTo(this.daemon);
		this.proven.forget(this.daemon);
		assertThat(this.proven.believed()).isNull();
	}

	@Test
	void processWithAnotherStartIsNotBelieved() {
		DaemonRecord reused = DaemonHome.startedAt(this.daemon, Instant.parse("2001-01-01T00:00:00Z"));
		this.proven.set(reused);
		assertThat(this.proven.believed()).isNull();
	}

}
