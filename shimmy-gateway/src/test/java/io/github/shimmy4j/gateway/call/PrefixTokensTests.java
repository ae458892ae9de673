package io.github.shimmy4j.gateway.call;

import java.util.Arrays;

import io.github.shimmy4j.gateway.call.PrefixTokens.Beginning;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Beginnings of prompts, with a tokenizer for which each character is a token. */
class PrefixTokensTests {

	private static final String MARK = "|";

	private final PrefixTokens prefixes = new PrefixTokens();

	private int read;

	private int count(String server, String prompt) {
		Beginning known = this.prefixes.longest(server, prompt, MARK);
		int[] rest = prompt.substring(known.end()).chars().toArray();
		this.read = rest.length;
		return this.prefixes.remember(known, rest, '|');
	}

	@Test
	void onlyTheRestOfALongerConversationIsRead() {
		assertThat(count("a", "s|one|")).isEqualTo(6);
		assertThat(this.read).isEqualTo(6);
		assertThat(count("a", "s|one|two|")).isEqualTo(10);
		assertThat(this.read).isEqualTo(5);
		assertThat(count("a", "s|one|two|three|")).isEqualTo(16);
		assertThat(this.read).isEqualTo(7);
	}

	@Test
	void anotherConversationSharesTheBeginningOnly() {
		count("a", "|system|one|");
		assertThat(count("a", "|system|another|")).isEqualTo(16);
		assertThat(this.read).isEqualTo(9);
		assertThat(count("b", "|system|one|")).isEqualTo(12);
		assertThat(this.read).isEqualTo(12);
	}

	@Test
	void nothingIsRememberedIfTheTokensDoNotMatchTheText() {
		Beginning known = this.prefixes.longest("a", "x|y|", MARK);
		int[] odd = { 'x', 'y', '|' };
		assertThat(this.prefixes.remember(known, odd, '|')).isEqualTo(3);
		assertThat(this.prefixes.longest("a", "x|y|", MARK).end()).isZero();
	}

	@Test
	void memoryIsBounded() {
		for (int each = 0; each < 20_000; each++) {
			count("a", each + "|");
		}
		assertThat(Arrays.asList(0, 19_999))
			.allSatisfy((each) -> assertThat(count("a", each + "|")).isEqualTo(String.valueOf(each).length() + 1));
		assertThat(this.prefixes.longest("a", "5|", MARK).end()).isZero();
	}

}
