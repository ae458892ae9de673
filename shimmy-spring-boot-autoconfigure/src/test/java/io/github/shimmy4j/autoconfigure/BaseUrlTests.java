package io.github.shimmy4j.autoconfigure;

import java.net.URI;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests for {@link BaseUrl}; fault 13.15. */
class BaseUrlTests {

	@ParameterizedTest
	@CsvSource({ "http://x, http://x/v1", "http://x/, http://x/v1", "http://x//, http://x/v1",
			"http://x:8/v1, http://x:8/v1", "http://x/v1/, http://x/v1", "http://x/v1/chat/completions, http://x/v1",
			"http://x/v1/chat/completions//, http://x/v1", "http://x/chat/completions, http://x",
			"http://x//chat/completions/, http://x", "HTTPS://x/openai/v1, https://x/openai/v1",
			"http://[::1]:8/v1/, http://[::1]:8/v1", "http://x/a%20b/v1, http://x/a%20b/v1",
			"http://x/api/v3/chat/completions, http://x/api/v3" })
	void whatPeoplePasteIsTaken(URI url, URI taken) {
		assertThat(BaseUrl.of(url)).isEqualTo(taken);
	}

	@ParameterizedTest
	@CsvSource({ "ftp://x/v1, an address such as", "x/v1, an address such as", "localhost:8080, an address such as",
			"http:///v1, an address such as", "http://me:s3cret@x/v1, shimmy.api-key", "http://x/v1?key=1, query",
			"http://x/v1#a, fragment" })
	void whatNoRequestCanBeMadeOfIsRefused(URI url, String said) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> BaseUrl.of(url));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
		assertThat(failure).hasMessageContaining("'ShimmyConnectionDetails.baseUrl' is '").hasMessageContaining(said);
		assertThat(failure.getMessage()).doesNotContain("s3cret");
	}

}
