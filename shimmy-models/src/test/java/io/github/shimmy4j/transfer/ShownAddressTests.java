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
	void addressIsShownWithoutSecrets(String address, String shown) {
		assertThat(ShownAddress.of(URI.create(address))).isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource({ "https://host:8443/a/x.gguf?X-Amz-Signature=secret#sha256=ab, https://host:8443/a/x.gguf#sha256=ab",
			"HTTPS://user:secret@host/x.gguf, HTTPS://host/x.gguf",
			"https://secret@host/@b/x.gguf?a@b, https://host/@b/x.gguf",
			"https://my host/x.gguf?sig=secret, https://my host/x.gguf",
			"s3:key:secret@bucket/x.gguf, s3:bucket/x.gguf", "s3:bucket/x.gguf?sig=secret, s3:bucket/x.gguf",
			"hf:owner/name/x.gguf@v1, hf:owner/name/x.gguf@v1", "pypi:p==1!/x.gguf, pypi:p==1!/x.gguf",
			"file:/models/a?b#1@2.gguf, file:/models/a?b#1@2.gguf", "models/a?b#1@2.gguf, models/a?b#1@2.gguf",
			"c:\\a?b.gguf, c:\\a?b.gguf" })
	void modelIsShownWithoutSecrets(String model, String shown) {
		assertThat(ShownAddress.of(model)).isEqualTo(shown);
	}

}
