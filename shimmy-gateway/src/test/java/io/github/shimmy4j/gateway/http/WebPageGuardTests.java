package io.github.shimmy4j.gateway.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.http.WebPageGuard.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link WebPageGuard}. */
class WebPageGuardTests {

	private static final String HERE = "127.0.0.1:11434";

	private static final WebPageGuard GUARD = guard(List.of("gw.example.org"), List.of("https://chat.example.org"));

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:11434", "localhost:", "LOCALHOST:11434", "localhost.",
			"localhost.:1", "127.0.0.1", "127.0.0.1:65535", "127.0.0.1.", "127.1.2.3", "127.255.255.254:80", "[::1]",
			"[::1]:11434", "[0:0:0:0:0:0:0:1]:1", "[::ffff:127.0.0.1]", "[::FFFF:7F00:1]:5", "app.localhost",
			"a.b.localhost:3000", "host.docker.internal", "Host.Docker.Internal:11434", "gw.example.org",
			"GW.example.ORG.:443" })
	void hostOfThisMachineOrOfTheSettingsPasses(String host) {
		assertThat(check("GET", Map.of("Host", host)).refusal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "evil.org", "evil.org:11434", "127.0.0.1.evil.org", "127.0.0.1.evil.org:11434",
			"localhost.evil.org", "evil-localhost", "evillocalhost", ".localhost", "..localhost", "localhost..",
			"localhost.localdomain", "rebind.127.0.0.1.nip.io", "7f000001.c0a80001.rbndr.us",
			"host.docker.internal.evil.org", "evil.host.docker.internal", "gw.example.org.evil.org",
			"evil.gw.example.org", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1",
			"127.0.0.01", "127.0.0.256", "127.0.0", "127.0.0.1.1", "128.0.0.1", "10.0.0.1", "192.168.0.1", "0.0.0.0",
			"0.0.0.0:11434", "[::]", "[::2]", "[fe80::1]", "[::1", "::1", "::1:11434", "[::1]x", "[::1].",
			"[127.0.0.1]", "[localhost]", "[::1%25lo]", "[::1%lo]", "[::ffff:8.8.8.8]", "[:]", "[...]",
			"user@localhost", "localhost@evil.org", "localhost:80@evil.org", "localhost:x", "localhost:-1",
			"localhost:123456", "localhost/evil", "localhost#", "localhost\\evil", "http://localhost",
			"localhost,evil.org", "localhost evil.org", " localhost", "localhost\t", "localhost\0", "ｌｏｃａｌｈｏｓｔ",
			"host.doc\u212aer.internal", "١٢٧.0.0.1", "localhost\u3002", "localhost%00", "*" })
	void anyOtherHostIsRefused(String host) {
		Verdict verdict = check("GET", Map.of("Host", host));
		assertThat(verdict.isAllowed()).isFalse();
		assertThat(verdict.refusal()).contains("shimmy.gateway.web.hosts");
		assertThat(verdict.headers()).isEmpty();
	}

	@Test
	void refusalQuotesTheHostPrintableAndCut() {
		assertThat(check("GET", Map.of("Host", "evil.org\n\u001b[31m")).refusal())
			.isEqualTo("The request is for host 'evil.org\\n\\u001b[31m'; without an API key, allowed are localhost, "
					+ "loopback addresses, host.docker.internal and the names in shimmy.gateway.web.hosts");
		assertThat(check("GET", Map.of("Host", "x".repeat(100_000))).refusal()).hasSizeLessThan(500);
	}

	@Test
	void requestWithoutAHostIsRefused() {
		assertThat(check("GET", Map.of()).isAllowed()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "Origin", "Sec-Fetch-Site" })
	void severalValuesAreRefused(String name) {
		Map<String, List<String>> headers = new HashMap<>(Map.of("Host", List.of(HERE)));
		headers.put(name, List.of("localhost", "localhost"));
		assertThat(GUARD.check("GET", headers::get, false).refusal()).contains("several values");
		assertThat(GUARD.check("GET", headers::get, true).refusal()).contains("several values");
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.org", "192.168.0.1:11434", "", "garbage host" })
	void whereAKeyIsRequiredAnyHostPasses(String host) {
		assertThat(GUARD.check("POST", headers(Map.of("Host", host))::get, true).refusal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost", "http://localhost:3000", "https://localhost:3000",
			"HTTP://LOCALHOST:1", "http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:3000",
			"http://tauri.localhost", "https://app.localhost", "app://obsidian.md", "app://.", "file://",
			"tauri://localhost", "vscode-webview://0abcdef123", "vscode-file://vscode-app", "https://chat.example.org",
			"https://chat.example.org:443", "https://CHAT.example.org" })
	void originOfThisMachineOfADesktopProgramOrOfTheSettingsPasses(String origin) {
		Verdict verdict = check("POST", Map.of("Host", HERE, "Origin", origin, "Sec-Fetch-Site", "cross-site"));
		assertThat(verdict.refusal()).isNull();
		assertThat(verdict.preflight()).isFalse();
		assertThat(verdict.headers()).isEqualTo(
				Map.of("Access-Control-Allow-Origin", origin, "Access-Control-Expose-Headers", "*", "Vary", "Origin"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "NULL", "https://evil.org", "http://evil.org:11434",
			"http://localhost.evil.org", "http://127.0.0.1.evil.org", "http://localhost@evil.org",
			"http://user@localhost", "http://2130706433", "http://127.1", "http://0.0.0.0", "http://[::2]",
			"http://192.168.0.1", "http://chat.example.org", "https://chat.example.org:8443",
			"https://chat.example.org.evil.org", "https://chat.example.org/", "http://localhost/path",
			"http://localhost?x", "http://localhost#x", "http:localhost", "localhost", "//localhost", "ftp://localhost",
			"ws://localhost", "javascript://localhost", "data://localhost", "chrome-extension://abcdef",
			"moz-extension://abcdef", "app2://x", "xapp://x", "app:x", "https://evil.org app://x",
			"app://x https://evil.org", "app://x,https://evil.org", "http://localhost,evil.org", "http://",
			"https://:80", " http://localhost", "http://localhost ", "http://localhost\\evil.org", "file",
			"vs\u017fode-file://x" })
	void foreignOriginIsRefusedAlsoWithAKeyAndForEveryMethod(String origin) {
		for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS")) {
			Map<String, List<String>> headers = headers(Map.of("Host", HERE, "Origin", origin));
			assertThat(GUARD.check(method, headers::get, false).refusal()).contains("shimmy.gateway.web.origins");
			assertThat(GUARD.check(method, headers::get, true).headers()).isEmpty();
			assertThat(GUARD.check(method, headers::get, true).isAllowed()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "gw.example.org, http://gw.example.org, true", "gw.example.org, https://gw.example.org, true",
			"gw.example.org:443, https://gw.example.org, true", "gw.example.org:80, http://gw.example.org, true",
			"gw.example.org:8080, http://gw.example.org:8080, true",
			"gw.example.org:8080, http://gw.example.org, false", "gw.example.org, http://gw.example.org:8080, false",
			"gw.example.org, http://www.example.org, false" })
	void pageOfTheAddressedHostItselfPasses(String host, String origin, boolean allowed) {
		assertThat(check("POST", Map.of("Host", host, "Origin", origin)).isAllowed()).isEqualTo(allowed);
	}

	@Test
	void rebindingNameIsRefusedThoughItsOriginIsTheHost() {
		assertThat(check("POST",
				Map.of("Host", "evil.org:11434", "Origin", "http://evil.org:11434", "Sec-Fetch-Site", "same-origin"))
			.isAllowed()).isFalse();
		assertThat(check("GET", Map.of("Host", "evil.org:11434", "Sec-Fetch-Site", "same-origin")).isAllowed())
			.isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "none, true", "same-origin, true", "same-site, true", "cross-site, false", "CROSS-SITE, false",
			"'', false", "something, false" })
	void requestWithoutAnOriginIsJudgedByItsSite(String site, boolean allowed) {
		for (String method : List.of("GET", "POST")) {
			assertThat(check(method, Map.of("Host", HERE, "Sec-Fetch-Site", site)).isAllowed()).isEqualTo(allowed);
		}
	}

	@Test
	void pageWithAnotherNameOfTheSameDomainIsForeign() {
		assertThat(check("GET", Map.of("Host", "gw.example.org", "Sec-Fetch-Site", "same-site")).isAllowed()).isFalse();
		assertThat(check("GET", Map.of("Host", "gw.example.org", "Sec-Fetch-Site", "same-origin")).isAllowed())
			.isTrue();
	}

	@Test
	void programsSendNeitherAndPass() {
		assertThat(check("POST", Map.of("Host", HERE)).refusal()).isNull();
		assertThat(check("POST", Map.of("Host", HERE)).headers()).isEmpty();
	}

	@Test
	void preflightOfAnAllowedOriginIsAnswered() {
		Verdict verdict = check("OPTIONS",
				Map.of("Host", HERE, "Origin", "http://localhost:3000", "Access-Control-Request-Method", "POST",
						"Access-Control-Request-Headers", "authorization,content-type,x-stainless-os",
						"Access-Control-Request-Private-Network", "true"));
		assertThat(verdict.preflight()).isTrue();
		assertThat(verdict.headers()).isEqualTo(Map.of("Access-Control-Allow-Origin", "http://localhost:3000",
				"Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE", "Access-Control-Allow-Headers",
				"authorization,content-type,x-stainless-os", "Access-Control-Allow-Private-Network", "true",
				"Access-Control-Max-Age", "600", "Vary",
				"Origin, Access-Control-Request-Headers, Access-Control-Request-Private-Network"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x\r\nSet-Cookie: a=b", "x: y", "\u001b" })
	void oddHeaderNamesAreNotRepeated(String names) {
		Verdict verdict = check("OPTIONS", Map.of("Host", HERE, "Origin", "http://localhost:3000",
				"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", names));
		assertThat(verdict.preflight()).isTrue();
		assertThat(verdict.headers()).doesNotContainKeys("Access-Control-Allow-Headers",
				"Access-Control-Allow-Private-Network");
	}

	@Test
	void optionsWithoutARequestedMethodIsNoPreflight() {
		assertThat(check("OPTIONS", Map.of("Host", HERE, "Origin", "http://localhost")).preflight()).isFalse();
		assertThat(check("OPTIONS", Map.of("Host", HERE, "Access-Control-Request-Method", "POST")).preflight())
			.isFalse();
	}

	@Test
	void opaqueOriginPassesWhereItIsConfigured() {
		WebPageGuard guard = guard(List.of(), List.of("null", "chrome-extension://abcdef"));
		assertThat(guard.check("GET", headers(Map.of("Host", HERE, "Origin", "null"))::get, false).isAllowed())
			.isTrue();
		assertThat(guard.check("GET", headers(Map.of("Host", HERE, "Origin", "chrome-extension://abcdef"))::get, false)
			.isAllowed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://gw.example.org", "gw.example.org:8080", "gw.example.org:", "*", "*.example.org",
			"gw example.org", "user@gw.example.org", "fe80::1", "gw.example.org/" })
	void malformedHostInTheSettingsIsRefused(String host) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> guard(List.of(host), List.of()))
			.withMessageContaining("'shimmy.gateway.web.hosts' is '%s'; allowed is a name or an address", host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "example.org", "https://example.org/", "https://*.example.org",
			"https://user@example.org", "https://", "https://example.org:x" })
	void malformedOriginInTheSettingsIsRefused(String origin) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> guard(List.of(), List.of(origin)))
			.withMessageContaining("'shimmy.gateway.web.origins' is '%s'; allowed is a scheme, a host", origin);
	}

	@Test
	void configuredAddressIsKnownInEveryForm() {
		WebPageGuard guard = guard(List.of("[FE80::1]", "192.168.0.7"), List.of());
		assertThat(guard.check("GET", headers(Map.of("Host", "[fe80:0:0:0:0:0:0:1]:11434"))::get, false).isAllowed())
			.isTrue();
		assertThat(guard.check("GET", headers(Map.of("Host", "192.168.0.7:11434"))::get, false).isAllowed()).isTrue();
		assertThat(guard.check("GET", headers(Map.of("Host", "192.168.0.8:11434"))::get, false).isAllowed()).isFalse();
	}

	private static WebPageGuard guard(List<String> hosts, List<String> origins) {
		return new WebPageGuard(new GatewayProperties.Web(hosts, origins));
	}

	private static Verdict check(String method, Map<String, String> headers) {
		return GUARD.check(method, headers(headers)::get, false);
	}

	private static Map<String, List<String>> headers(Map<String, String> headers) {
		Map<String, List<String>> values = new HashMap<>();
		headers.forEach((name, value) -> values.put(name, List.of(value)));
		return values;
	}

}
