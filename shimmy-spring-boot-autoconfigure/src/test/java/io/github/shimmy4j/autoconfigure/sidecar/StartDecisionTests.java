package io.github.shimmy4j.autoconfigure.sidecar;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.BoundProperties;
import io.github.shimmy4j.autoconfigure.LifecycleManagement;
import io.github.shimmy4j.autoconfigure.ShimmyMode;
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
			mode=EXTERNAL             -> EXTERNAL      'shimmy.mode' is 'external'
			CONNECTION_DETAILS        -> EXTERNAL      ShimmyConnectionDetails bean
			USERS_SIDECAR             -> ON_REQUEST     ShimmySidecar bean of its own
			TEST skip=true            -> SKIP          'shimmy.skip.in-tests' is 'true'
			startOnFirstUse=true      -> ON_FIRST_USE  'shimmy.start-on-first-use' is 'true'
			mode=SHARED enabled=false -> ON_FIRST_USE  'shimmy.enabled' is 'false'
			mode=SHARED lifecycleManagement=NONE -> ON_FIRST_USE 'shimmy.lifecycle-management' is 'none'
			mode=SHARED autoStart=false -> ON_FIRST_USE 'shimmy.auto-start' is 'false'
			mode=SHARED               -> SHARE         'shimmy.mode' is 'shared'
			enabled=false             -> ON_REQUEST     'shimmy.enabled' is 'false'
			lifecycleManagement=NONE  -> ON_REQUEST     'shimmy.lifecycle-management' is 'none'
			autoStart=false           -> ON_REQUEST     'shimmy.auto-start' is 'false'
			KEPT_SERVER               -> KEEP          an earlier context left one
			autoStart=true            -> START         'shimmy.auto-start' is 'true'
			""";

	/** All values of each property that decides, by the name of its component. */
	private static final Map<String, List<Object>> PROPERTIES = Map.of("mode", List.of((Object[]) ShimmyMode.values()),
			"skip", List.of(new ShimmyProperties.Skip(false), new ShimmyProperties.Skip(true)), "startOnFirstUse",
			List.of(false, true), "enabled", List.of(false, true), "lifecycleManagement",
			List.of((Object[]) LifecycleManagement.values()), "autoStart", List.of(false, true));

	private static final ShimmyProperties DEFAULTS = BoundProperties.of();

	@Test
	void eachCombinationHasTheOutcomeAndTheReasonOfTheTable() throws ReflectiveOperationException {
		List<Row> rows = TABLE.lines().map(Row::parse).toList();
		Set<Row> used = new LinkedHashSet<>();
		for (Map<String, Object> values : combinations()) {
			ShimmyProperties properties = with(values);
			for (Set<Circumstance> circumstances : subsets()) {
				Set<String> facts = facts(values, circumstances);
				Row expected = rows.stream().filter((row) -> facts.containsAll(row.facts())).findFirst().orElseThrow();
				StartDecision decision = StartDecision.of(properties, circumstances);
				assertThat(decision.outcome()).as("%s", facts).isEqualTo(expected.outcome());
				assertThat(decision.reason()).as("%s", facts).contains(expected.reason());
				used.add(expected);
			}
		}
		assertThat(used).containsExactlyInAnyOrderElementsOf(rows);
	}

	@ParameterizedTest
	@CsvSource({ "START, true", "KEEP, true", "SHARE, true", "SKIP, false", "EXTERNAL, false", "ON_FIRST_USE, false",
			"ON_REQUEST, false" })
	void onlyAServerThatStartsOrGoesOnStartsWithTheApplication(Outcome outcome, boolean starts) {
		assertThat(new StartDecision(outcome, "so it is").startsServer()).isEqualTo(starts);
	}

	@Test
	void sentenceSaysWhatBecomesOfTheServerAndWhy() throws ReflectiveOperationException {
		assertThat(StartDecision.of(with(Map.of("autoStart", false)), Set.of()))
			.hasToString("The server starts on request: 'shimmy.auto-start' is 'false'");
		assertThat(StartDecision.of(with(Map.of("startOnFirstUse", true)), Set.of()))
			.hasToString("The server starts with the first call: 'shimmy.start-on-first-use' is 'true'");
	}

	/** The defaults with other values: binding takes longer than there is for so many. */
	private static ShimmyProperties with(Map<String, Object> values) throws ReflectiveOperationException {
		RecordComponent[] components = ShimmyProperties.class.getRecordComponents();
		Object[] arguments = new Object[components.length];
		for (int index = 0; index < components.length; index++) {
			Object value = values.get(components[index].getName());
			arguments[index] = (value != null) ? value : components[index].getAccessor().invoke(DEFAULTS);
		}
		return ShimmyProperties.class
			.getConstructor(Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
			.newInstance(arguments);
	}

	private static Set<String> facts(Map<String, Object> values, Set<Circumstance> circumstances) {
		Set<String> facts = new HashSet<>();
		values.forEach((name, value) -> facts
			.add(name + "=" + ((value instanceof ShimmyProperties.Skip skip) ? skip.inTests() : value)));
		circumstances.forEach((circumstance) -> facts.add(circumstance.name()));
		return facts;
	}

	private static List<Map<String, Object>> combinations() {
		List<Map<String, Object>> combinations = List.of(Map.of());
		for (Map.Entry<String, List<Object>> property : PROPERTIES.entrySet()) {
			combinations = combinations.stream()
				.flatMap((begun) -> property.getValue().stream().map((value) -> with(begun, property.getKey(), value)))
				.toList();
		}
		return combinations;
	}

	private static Map<String, Object> with(Map<String, Object> begun, String name, Object value) {
		Map<String, Object> longer = new HashMap<>(begun);
		longer.put(name, value);
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
