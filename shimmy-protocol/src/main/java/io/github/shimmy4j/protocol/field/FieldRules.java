package io.github.shimmy4j.protocol.field;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The rules of all fields of one object of a protocol. */
public interface FieldRules {

	/** All rules, in the order of the documentation. */
	List<FieldRule> rules();

	/** The rule of a field; null if the protocol has no such field. */
	@Nullable FieldRule rule(String field);

}
