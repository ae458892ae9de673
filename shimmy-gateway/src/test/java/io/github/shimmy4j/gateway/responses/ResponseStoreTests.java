package io.github.shimmy4j.gateway.responses;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.GatewayProperties.Responses;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The memory is bounded by number, age and size. */
class ResponseStoreTests {

	private static final int ITEM_BYTES = 300;

	private final AtomicLong now = new AtomicLong();

	private ResponseStore store(int count, Duration age, DataSize size) {
		return new ResponseStore(new Responses(count, age, size), this.now::get);
	}

	private static StoredItem item(String id) {
		return new StoredItem(id, ("\"" + "a".repeat(ITEM_BYTES - 2) + "\"").getBytes(StandardCharsets.UTF_8));
	}

	/** Has two items, and so 600 bytes, and those before. */
	private static StoredResponse response(String id, StoredItem... earlier) {
		return new StoredResponse("", item(id), List.of(earlier), List.of(item("msg_" + id)), List.of());
	}

	private static List<String> kept(ResponseStore store, String... ids) {
		return List.of(ids).stream().filter((id) -> store.get("", id).isPresent()).toList();
	}

	@Test
	void leastRecentlyUsedLeavesFirst() {
		ResponseStore store = store(2, Duration.ofHours(1), DataSize.ofMegabytes(1));
		store.put(response("a"));
		store.put(response("b"));
		store.get("", "a");
		store.put(response("c"));
		assertThat(kept(store, "a", "b", "c")).containsExactly("a", "c");
	}

	@Test
	void responseWhoseItemIsReadWasUsed() {
		ResponseStore store = store(2, Duration.ofHours(1), DataSize.ofMegabytes(1));
		store.put(response("a"));
		store.put(response("b"));
		store.item("", "msg_a");
		store.put(response("c"));
		assertThat(kept(store, "a", "b", "c")).containsExactly("a", "c");
	}

	@Test
	void sizeIsThatOfWholeConversations() {
		ResponseStore store = store(100, Duration.ofHours(1), DataSize.ofBytes(1800));
		store.put(response("a"));
		store.put(response("b"));
		store.put(response("c"));
		assertThat(kept(store, "a", "b", "c")).containsExactly("a", "b", "c");
		store.put(response("d", item("x"), item("y")));
		assertThat(kept(store, "a", "b", "c", "d")).containsExactly("c", "d");
	}

	@Test
	void sizeOfWhatWasForgottenIsFree() {
		ResponseStore store = store(100, Duration.ofHours(1), DataSize.ofBytes(1200));
		for (int each = 0; each < 10; each++) {
			store.put(response("a" + each));
			assertThat(store.remove("", "a" + each)).isTrue();
		}
		store.put(response("b"));
		this.now.addAndGet(Duration.ofHours(2).toNanos());
		store.put(response("c"));
		store.put(response("d"));
		assertThat(kept(store, "b", "c", "d")).containsExactly("c", "d");
	}

	@Test
	void responseThatIsLargerThanTheStoreLeavesTheOthers() {
		ResponseStore store = store(100, Duration.ofHours(1), DataSize.ofBytes(1024));
		store.put(response("a"));
		assertThat(store.put(response("b", item("x"), item("y")))).isFalse();
		assertThat(kept(store, "a", "b")).containsExactly("a");
	}

	@Test
	void oldResponseIsForgotten() {
		ResponseStore store = store(100, Duration.ofHours(1), DataSize.ofMegabytes(1));
		store.put(response("a"));
		this.now.addAndGet(Duration.ofMinutes(59).toNanos());
		store.put(response("b"));
		this.now.addAndGet(Duration.ofMinutes(2).toNanos());
		assertThat(kept(store, "a", "b")).containsExactly("b");
		assertThat(store.item("", "msg_a")).isEmpty();
		assertThat(store.item("", "msg_b")).isPresent();
	}

	@Test
	void otherCallersFindNothing() {
		ResponseStore store = store(100, Duration.ofHours(1), DataSize.ofMegabytes(1));
		store.put(response("a"));
		assertThat(store.get("key", "a")).isEmpty();
		assertThat(store.item("key", "msg_a")).isEmpty();
		assertThat(store.remove("key", "a")).isFalse();
		assertThat(store.get("", "a")).isPresent();
	}

	@Test
	void nothingIsKeptWithoutAPlace() {
		ResponseStore store = store(0, Duration.ofHours(1), DataSize.ofMegabytes(1));
		assertThat(store.put(response("a"))).isFalse();
		assertThat(kept(store, "a")).isEmpty();
	}

	/** Clients that keep their conversation send the items of earlier answers again. */
	@Test
	void itemIsFoundAsLongAsOneOfItsResponsesIsStored() {
		ResponseStore store = store(100, Duration.ofHours(1), DataSize.ofMegabytes(1));
		StoredItem shared = item("msg_shared");
		store.put(new StoredResponse("", item("a"), List.of(), List.of(), List.of(shared)));
		store.put(new StoredResponse("", item("b"), List.of(), List.of(shared), List.of()));
		store.put(new StoredResponse("key", item("c"), List.of(), List.of(shared), List.of()));
		assertThat(store.remove("", "a")).isTrue();
		assertThat(store.item("", "msg_shared")).contains(shared);
		assertThat(store.remove("", "b")).isTrue();
		assertThat(store.item("", "msg_shared")).isEmpty();
		assertThat(store.item("key", "msg_shared")).contains(shared);
	}

	@Test
	void limitOutsideItsRangeIsRefusedByItsKey() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> store(-1, Duration.ofHours(1), DataSize.ofMegabytes(1)))
			.withMessageContaining("shimmy.gateway.responses.max-count");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> store(1, Duration.ZERO, DataSize.ofMegabytes(1)))
			.withMessageContaining("shimmy.gateway.responses.max-age");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> store(1, Duration.ofHours(1), DataSize.ofBytes(7)))
			.withMessageContaining("shimmy.gateway.responses.max-size");
	}

}
