package io.github.shimmy4j.daemon;

import java.security.SecureRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonAgeTests {

	@ParameterizedTest
	@CsvSource({ "1.0,1.1,true", "1.9,1.10,true", "1.1,1.1,false", "1.2,1.1,false", "1.1-SNAPSHOT,1.1,true",
			"1.1,1.1-SNAPSHOT,false", "development,1.1,false", "1.1,,false", "1.1,development,false" })
	void comparesVersions(String daemon, @Nullable String client, boolean older) {
		DaemonRecord record = DaemonRecord.ofThisProcess("127.0.0.1:1", daemon, DaemonProof.random(new SecureRandom()));
		assertThat(new DaemonAge(client).isOlder(record)).isEqualTo(older);
	}

}
