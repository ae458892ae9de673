package io.github.shimmy4j.daemon;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonHttpTests {

	/** Before, an application that was deployed anew left its classes in memory. */
	@Test
	void connectionsAreSharedUntilTheLastOneIsClosed() {
		DaemonHttp.Connections connections = new DaemonHttp.Connections();
		DaemonHttp first = new DaemonHttp(connections);
		DaemonHttp second = new DaemonHttp(connections);
		assertThat(second.shares(first)).isTrue();
		first.close();
		first.close();
		try (DaemonHttp third = new DaemonHttp(connections)) {
			assertThat(third.shares(first)).isTrue();
		}
		second.close();
		try (DaemonHttp later = new DaemonHttp(connections)) {
			assertThat(later.shares(first)).isFalse();
		}
	}

}
