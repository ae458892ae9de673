package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link EnvironmentProxySelector}. */
class EnvironmentProxySelectorTests {

	@ParameterizedTest
	@CsvSource({ "HTTPS_PROXY,http://proxy.example:3128", "https_proxy,proxy.example:3128",
			"ALL_PROXY,http://user:word@proxy.example:3128/" })
	void proxyOfTheEnvironmentIsUsed(String name, String value) {
		assertThat(select(Map.of(name, value), "https://huggingface.co/x"))
			.isEqualTo(InetSocketAddress.createUnresolved("proxy.example", 3128));
	}

	@ParameterizedTest
	@CsvSource({ "socks://proxy.example:9050,9050", "socks4://proxy.example:9050,9050", "SOCKS5://proxy.example,1080",
			"socks5h://user:word@proxy.example:9050,9050" })
	void socksProxyIsUsed(String value, int port) {
		assertThat(
				EnvironmentProxySelector.of(Map.of("ALL_PROXY", value)).select(URI.create("https://huggingface.co/x")))
			.containsExactly(new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("proxy.example", port)));
	}

	@Test
	void fileArrivesThroughASocksProxyThatKnowsTheHost(@TempDir Path models) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()));
				SocksProxy proxy = SocksProxy.to(URI.create(hub.address("/")).getPort())) {
			Map<String, String> environment = Map.of("HF_ENDPOINT", "http://hub.invalid:8080", "ALL_PROXY",
					"socks5h://127.0.0.1:" + proxy.port());
			assertThat(new TestTransfer(models).ensure(environment, TinyModel.HUB))
				.hasBinaryContent(TinyModel.content());
			assertThat(proxy.asked()).containsExactly("hub.invalid:8080");
		}
	}

	@Test
	void eachSchemeHasItsOwnProxy() {
		Map<String, String> environment = Map.of("HTTP_PROXY", "a.example:1", "HTTPS_PROXY", "b.example:2");
		assertThat(select(environment, "http://host/x")).hasToString("a.example/<unresolved>:1");
		assertThat(select(environment, "https://host/x")).hasToString("b.example/<unresolved>:2");
		assertThat(select(Map.of("HTTP_PROXY", "a.example:1"), "https://host/x")).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "* | host.example", "example | host.example", ".example | host.example",
			"x, host.example | host.example", "*.Example | HOST.example" })
	void exemptHostIsConnectedDirectly(String exempt, String host) {
		assertThat(select(Map.of("HTTPS_PROXY", "a.example:1", "NO_PROXY", exempt), "https://" + host + "/x")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:80/x" })
	void loopbackAddressNeverUsesAProxy(String address) {
		assertThat(select(Map.of("HTTP_PROXY", "a.example:1"), address)).isNull();
	}

	@Test
	void invalidProxyIsRefusedWithoutItsPassword() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> EnvironmentProxySelector.of(Map.of("HTTPS_PROXY", "ftp://me:secret@x:1")))
			.withMessage("HTTPS_PROXY is not the address of an HTTP or SOCKS proxy, such as http://proxy.example:3128");
	}

	private static InetSocketAddress select(Map<String, String> environment, String address) {
		List<Proxy> proxies = EnvironmentProxySelector.of(environment).select(URI.create(address));
		assertThat(proxies).hasSize(1);
		return (InetSocketAddress) proxies.get(0).address();
	}

}
