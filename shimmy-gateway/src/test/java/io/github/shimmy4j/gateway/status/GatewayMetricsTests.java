package io.github.shimmy4j.gateway.status;

import java.util.List;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayMetricsTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final GatewayMetrics metrics = new GatewayMetrics(() -> 7, () -> 2,
			(model) -> List.of("tiny", "qwen-local").contains(model) ? model : "tiny");

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	private List<String> after(RequestLogEntry... entries) {
		for (RequestLogEntry entry : entries) {
			this.metrics.ended(entry, Entries.exchange(entry.path()));
		}
		return this.registry.scrape().lines().toList();
	}

	@Test
	void requestsAreCountedByRouteStatusAndKey() {
		assertThat(after(Entries.answered("editor", "tiny"), Entries.answered(null, "tiny"), Entries.at("other")))
			.contains("shimmy_gateway_requests_total{key=\"editor\",route=\"/v1/chat/completions\",status=\"200\"} 1.0",
					"shimmy_gateway_requests_total{key=\"none\",route=\"/v1/chat/completions\",status=\"200\"} 1.0",
					"shimmy_gateway_requests_total{key=\"none\",route=\"other\",status=\"200\"} 1.0");
	}

	@Test
	void tokensAreCountedByKey() {
		assertThat(after(Entries.answered("editor", "tiny"), Entries.answered("editor", "tiny"))).contains(
				"shimmy_gateway_tokens_total{key=\"editor\",type=\"input\"} 24.0",
				"shimmy_gateway_tokens_total{key=\"editor\",type=\"cached\"} 20.0",
				"shimmy_gateway_tokens_total{key=\"editor\",type=\"output\"} 128.0");
	}

	@Test
	void timesHaveTheNamesAndBucketsOfOpenTelemetry() {
		String tags = "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"shimmy4j\",gen_ai_request_model=\"tiny\"";
		assertThat(after(Entries.answered(null, "tiny"))).contains(
				"gen_ai_server_time_to_first_token_seconds_bucket{%s,le=\"0.1\"} 0".formatted(tags),
				"gen_ai_server_time_to_first_token_seconds_bucket{%s,le=\"0.25\"} 1".formatted(tags),
				"gen_ai_server_time_per_output_token_seconds_sum{%s} 0.03".formatted(tags),
				"gen_ai_server_request_duration_seconds_count{error_type=\"none\",%s} 1".formatted(tags),
				"gen_ai_client_token_usage_sum{%s,gen_ai_token_type=\"output\"} 64.0".formatted(tags),
				"shimmy_gateway_request_queue_time_seconds_count 1");
	}

	@Test
	void modelInARequestIsNoNewValueOfALabel() {
		assertThat(after(Entries.answered(null, ""), Entries.answered(null, "whatever a client sends")))
			.filteredOn((line) -> line.contains("gen_ai_request_model"))
			.isNotEmpty()
			.allSatisfy((line) -> assertThat(line).contains("gen_ai_request_model=\"tiny\""));
	}

	@Test
	void clientsThatLeaveAreCounted() {
		assertThat(after(Entries.left()))
			.contains("shimmy_gateway_cancellations_total{key=\"none\",route=\"/v1/chat/completions\"} 1.0");
	}

	@Test
	void failuresOfTheServerAreCountedByCode() {
		assertThat(after(Entries.failed(new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "gone")),
				Entries.failed(RequestException.http(413, "request_too_large", "Too large")),
				Entries.failed(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "stopped"))))
			.filteredOn((line) -> line.startsWith("shimmy_gateway_upstream_failures"))
			.containsExactly("shimmy_gateway_upstream_failures_total{code=\"SIDECAR_LOST\"} 1.0");
	}

	@Test
	void queueAndSlotsAreGauges() {
		assertThat(after()).contains("shimmy_gateway_requests_waiting 7.0", "shimmy_gateway_slots_busy 2.0");
	}

	/** The rules of {@code promtool check metrics}. */
	@Test
	void namesFollowTheRulesOfPrometheus() {
		List<String> lines = after(Entries.answered("editor", "tiny"), Entries.left(),
				Entries.failed(new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "gone")));
		List<String[]> types = lines.stream()
			.filter((line) -> line.startsWith("# TYPE "))
			.map((line) -> line.substring("# TYPE ".length()).split(" "))
			.toList();
		assertThat(types).hasSizeGreaterThan(10);
		assertThat(types).allSatisfy((type) -> {
			assertThat(lines).anyMatch((line) -> line.matches("# HELP " + Pattern.quote(type[0]) + " \\S.*"));
			assertThat(type[0]).matches("[a-z][a-z0-9_]*").doesNotContainPattern("(milli|micro)seconds|_(ms|us|ns|s)$");
			assertThat(type[0].endsWith("_total")).isEqualTo(type[1].equals("counter"));
			assertThat(type[0]).doesNotContainPattern("counter|gauge|histogram|summary|_(count|sum|bucket)$");
		});
	}

}
