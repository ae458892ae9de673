package io.github.shimmy4j.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * One property of the record or of a record inside it.
 *
 * @param name the property's name, such as {@code shimmy.restart.window}
 * @param type type of the value
 * @param value the value, or null
 */
record PropertyLeaf(String name, Class<?> type, Object value) {

	static List<PropertyLeaf> of(ShimmyProperties properties) throws ReflectiveOperationException {
		List<PropertyLeaf> leaves = new ArrayList<>();
		collect("shimmy", properties, leaves);
		return leaves;
	}

	/** Every property with its default. */
	static List<PropertyLeaf> ofAll() throws ReflectiveOperationException {
		List<PropertyLeaf> leaves = of(BoundProperties.of());
		collect("shimmy.embedding", BoundProperties.embedding(), leaves);
		collect("shimmy.daemon", BoundProperties.daemon(), leaves);
		return leaves;
	}

	private static void collect(String prefix, Record node, List<PropertyLeaf> leaves)
			throws ReflectiveOperationException {
		for (RecordComponent component : node.getClass().getRecordComponents()) {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			Object value = component.getAccessor().invoke(node);
			if (value instanceof Record nested) {
				collect(name, nested, leaves);
			}
			else {
				leaves.add(new PropertyLeaf(name, component.getType(), value));
			}
		}
	}

}
