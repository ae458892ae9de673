package io.github.shimmy4j.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BytesTests {

	@ParameterizedTest
	@CsvSource({ "0, 0.0 KiB", "23040, 22.5 KiB", "1048575, 1024.0 KiB", "1048576, 1 MiB", "1048577, 2 MiB",
			"188743680, 180 MiB", "1073741824, 1.0 GiB", "1610612736, 1.5 GiB",
			"9223372036854775807, 8589934592.0 GiB" })
	void sizeHasTheUnitThatPeopleRead(long bytes, String text) {
		assertThat(Bytes.of(bytes)).isEqualTo(text);
	}

}
