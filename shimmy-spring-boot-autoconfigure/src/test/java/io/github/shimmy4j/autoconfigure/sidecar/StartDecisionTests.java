package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.BoundProperties;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision.Circumstance;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a server is started with the application, for each combination there is. */
class StartDecisionTests {

	/**
	 * In each row all that is left of the arrow must hold; the first row that holds
	 * decides.
	 */
	private static final String TABLE = """
			mode=external                         -> EXTERNAL      'shimmy.mode' is 'external'
			CONNECTION_DETAILS                    -> EXTERNAL      ShimmyConnectionDetails bean
			USERS_SIDECAR                         -> NOT_ASKED     ShimmySidecar bean of its own
			TEST skip.in-tests=true               -> SKIP          'shimmy.skip.in-tests' is 'true'
			start-on-first-use=true               -> ON_FIRST_USE  'shimmy.start-on-first-use' is 'true'
			enabled=false                         -> NOT_ASKED     'shimmy.enabled' is 'false'
			lifecycle-management=none             -> NOT_ASKED     'shimmy.lifecycle-management' is 'none'
			auto-start=false                      -> NOT_ASKED     'shimmy.auto-start' is 'false'
			KEPT_SERVER                           -> KEEP          the context before left one
			auto-start=true                       -> START         'shimmy.auto-start' is 'true'
			""";

	private static final List<List<String>> PROPERTIES = List
		.of(List.of("mode=owned", "mode=external"), List.of("skip.in-tests=false", "skip.in-tests=true"),
				List.of("start-on-first-use=false", "start-on-first-use=true"),
				List.of("enabled=true", "enabled=false"), List.of("lifecycle-management=none",
						"lifecycle-management=start-only", "lifecycle-management=start-and-stop"),
				List.of("auto-start=true", "auto-start=false"));

	@Test
	void eachCombinationHasTheOutcomeAndTheReasonOfTheTable() {
		List<Row> rows = TABLE.lines().map(Row::parse).toList();
		Set<Row> used = new LinkedHashSet<>();
		for (List<String> properties : combinations(PROPERTIES)) {
			ShimmyProperties bound = bind(properties);
			for (Set<Circumstance> circumstances : subsets()) {
				Set<String> facts = new HashSet<>(properties);
				circumstances.forEach((circumstance) -> facts.add(circumstance.name()));
				Row expected = rows.stream().filter((row) -> facts.containsAll(row.facts())).findFirst().orElseThrow();
				StartDecision decision = StartDecision.of(bound, circumstances);
				assertThat(decision.outcome()).as("%s", facts).isEqualTo(expected.outcome());
				assertThat(decision.reason()).as("%s", facts).contains(expected.reason());
				used.add(expected);
			}
		}
		assertThat(used).containsExactlyInAnyOrderElementsOf(rows);
	}

	@ParameterizedTest
	@CsvSource({ "START, true", "KEEP, true", "SKIP, false", "EXTERNAL, false", "ON_FIRST_USE, false",
			"NOT_ASKED, false" })
	void onlyAServerThatStartsOrGoesOnStartsWithTheApplication(Outcome outcome, boolean starts) {
		assertThat(new StartDecision(outcome, "so it is").startsServer()).isEqualTo(starts);
	}

	@Test
	void sentenceSaysWhatBecomesOfTheServerAndWhy() {
		assertThat(StartDecision.of(bind(List.of("auto-start=false")), Set.of()))
			.hasToString("The server starts when somebody asks for it: 'shimmy.auto-start' is 'false'");
		assertThat(StartDecision.of(bind(List.of("start-on-first-use=true")), Set.of()))
			.hasToString("The server starts with the first call: 'shimmy.start-on-first-use' is 'true'");
	}

	private static ShimmyProperties bind(List<String> properties) {
		return BoundProperties.of(properties.stream().map((property) -> "shimmy." + property).toArray(String[]::new));
	}

	private static List<List<String>> combinations(List<List<String>> choices) {
		List<List<String>> combinations = List.of(List.of());
		for (List<String> choice : choices) {
			combinations = combinations.stream()
				.flatMap((begun) -> choice.stream().map((value) -> with(begun, value)))
				.toList();
		}
		return combinations;
	}

	private static List<String> with(List<String> begun, String value) {
		List<String> longer = new ArrayList<>(begun);
		longer.add(value);
		return longer;
	}

	private static List<Set<Circumstance>> subsets() {
		List<Set<Circumstance>> subsets = new ArrayList<>(List.of(EnumSet.noneOf(Circumstance.class)));
		for (Circumstance circumstance : Circumstance.values()) {
			for (Set<Circumstance> subset : List.copyOf(subsets)) {
				Set<Circumstance> larger = EnumSet.of(circumstance);
				larger.addAll(subset);
				subsets.add(larger);
			}
		}
		return subsets;
	}

	/**
	 * A row of the table.
	 *
	 * @param facts what must hold
	 * @param outcome the outcome then
	 * @param reason words of the reason
	 */
	private record Row(Set<String> facts, Outcome outcome, String reason) {

		static Row parse(String line) {
			String[] sides = line.split("->");
			String[] decision = sides[1].strip().split(" +", 2);
			return new Row(Set.copyOf(Stream.of(sides[0].strip().split(" ")).toList()), Outcome.valueOf(decision[0]),
					decision[1]);
		}

	}

}
