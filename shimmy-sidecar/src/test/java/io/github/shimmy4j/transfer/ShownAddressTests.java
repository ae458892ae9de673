package io.github.shimmy4j.transfer;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ShownAddress}. */
class ShownAddressTests {

	@ParameterizedTest
	@CsvSource({ "https://host:8443/a%20b/x?sig=secret#part, https://host:8443/a%20b/x",
			"https://user:secret@host/x, https://host/x", "https://[::1]:80/x, https://[::1]:80/x",
			"https://user:se_cret@my_host:80/x?sig=secret, https://my_host:80/x", "https:/x, https:...",
			"mailto:secret@host, mailto:..." })
	void addressIsShownWithoutWhatMayBeASecret(String address, String shown) {
		assertThat(ShownAddress.of(URI.create(address))).isEqualTo(shown);
	}

}
