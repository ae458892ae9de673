package io.github.shimmy4j.protocol.tool;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each of these was tried on llama-server b10068. */
class GrammarPatternTests {

	@ParameterizedTest
	@ValueSource(strings = { "^a$", "^$", "^.*$", "^(?:a|b)+$", "^a\\.b$", "^a\\$$", "^[A-Za-z0-9_-]{1,64}$", "^[^/]+$",
			"^[\\n\\]]$", "^a{1999}$", "^a{3,}$", "^.+?$", "^(abc|de){0,1900}$",
			"^/a/b-c_d:e,f;g=h@i#j%k&l!m~n'o<p>q$" })
	void isFollowed(String pattern) {
		assertThat(GrammarPattern.isFollowed(pattern)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "^", "$", "a", "^a", "a$", "^\\d+$", "^[\\w-]+$", "^\\p{L}+$", "^a\\b$", "^(a)\\1$",
			"^[\\.]$", "^a\\-b$", "^a\\$", "^a{2000}$", "^a{0,2000}$", "^a{2000,}$", "^a{5,2}$", "^a{x}$", "^a{,5}$",
			"^*$", "^+a$", "^(*)$", "^{3}$", "^a|*$", "^(|a)*$", "^(a|)$", "^a++$", "^(?=a)a$", "^(?!a).*$",
			"^(?<n>a)$", "^a$b$", "^a$|^b$", "^[a$", "^(a$", "^a)$", "^[]$", "^\u00e4+$", "^a\nb$" })
	void isNotFollowed(String pattern) {
		assertThat(GrammarPattern.isFollowed(pattern)).isFalse();
	}

}
