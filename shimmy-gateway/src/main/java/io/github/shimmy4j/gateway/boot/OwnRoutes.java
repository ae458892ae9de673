package io.github.shimmy4j.gateway.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.gateway.http.RouteTable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The routes of the gateway, apart from those of an application around it. */
final class OwnRoutes {

	/** Beans with this prefix are the gateway's; others belong to the application. */
	private static final String OWN_BEANS = "shimmy";

	private OwnRoutes() {
	}

	static RouteTable of(ListableBeanFactory beans) {
		List<RouterFunction<?>> functions = new ArrayList<>();
		Stream.of(beans.getBeanNamesForType(RouterFunction.class))
			.filter((name) -> name.startsWith(OWN_BEANS))
			.forEach((name) -> functions.add(beans.getBean(name, RouterFunction.class)));
		return RouteTable.of(functions);
	}

}
