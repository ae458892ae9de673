package io.github.shimmy4j.gateway.responses;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A page of the items that a model has read.
 *
 * @param descending whether the newest comes first
 * @param limit most items
 * @param after id of the item after which it begins; null for the beginning
 */
record ItemPage(boolean descending, int limit, @Nullable String after) {

	/** OpenAI's own default, and its own limit. */
	private static final int PAGE = 20;

	private static final int MOST = 100;

	/**
	 * Reads the parameters of a request.
	 * @throws InvalidFieldException if one of them has a wrong value
	 */
	static ItemPage of(MultiValueMap<String, String> query) {
		String order = query.getFirst("order");
		if (order != null && !order.equals("asc") && !order.equals("desc")) {
			throw rejected("order", order, "'asc' or 'desc'");
		}
		String limit = query.getFirst("limit");
		int most = (limit == null) ? PAGE : limit.matches("\\d{1,3}") ? Integer.parseInt(limit) : 0;
		if (most < 1 || most > MOST) {
			throw rejected("limit", limit, "a whole number from 1 to " + MOST);
		}
		return new ItemPage(!"asc".equals(order), most, query.getFirst("after"));
	}

	private static InvalidFieldException rejected(String parameter, @Nullable String said, String allowed) {
		return InvalidFieldException.rejected(parameter, JsonMapper.shared().valueToTree(said), allowed);
	}

	/**
	 * The page of these items.
	 * @param items all items
	 * @param reader reads one of the page
	 */
	ObjectNode of(List<StoredItem> items, Function<StoredItem, ObjectNode> reader) {
		List<StoredItem> ordered = new ArrayList<>(items);
		if (this.descending) {
			Collections.reverse(ordered);
		}
		List<StoredItem> rest = ordered.subList(from(ordered), ordered.size());
		List<StoredItem> page = rest.subList(0, Math.min(this.limit, rest.size()));
		ObjectNode json = JsonMapper.shared().createObjectNode().put("object", "list");
		ArrayNode data = json.putArray("data");
		page.forEach((item) -> data.add(reader.apply(item)));
		return json.put("first_id", page.isEmpty() ? "" : page.get(0).id())
			.put("last_id", page.isEmpty() ? "" : page.get(page.size() - 1).id())
			.put("has_more", page.size() < rest.size());
	}

	private int from(List<StoredItem> ordered) {
		if (this.after == null) {
			return 0;
		}
		List<String> ids = ordered.stream().map(StoredItem::id).toList();
		int place = ids.indexOf(this.after);
		if (place < 0) {
			throw rejected("after", this.after, "the id of an item of this response");
		}
		return place + 1;
	}

}
