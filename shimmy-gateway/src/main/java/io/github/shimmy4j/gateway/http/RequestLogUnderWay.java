package io.github.shimmy4j.gateway.http;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.gateway.call.RequestTrace;
import org.jspecify.annotations.Nullable;

/** The requests that have begun and not ended. */
public final class RequestLogUnderWay {

	private final Set<RequestTrace> requests = ConcurrentHashMap.newKeySet();

	void begin(RequestTrace request) {
		this.requests.add(request);
	}

	/** Returns true for the first of several signals that all end a request. */
	boolean end(RequestTrace request) {
		return this.requests.remove(request);
	}

	/** Number of requests that have begun and not ended. */
	public int count() {
		return this.requests.size();
	}

	/** Number of requests that wait for the server or for one of its slots. */
	public int waiting() {
		return (int) this.requests.stream().filter(RequestTrace::isWaiting).count();
	}

	/** Number of requests that a server was granted to. */
	public int granted() {
		return (int) this.requests.stream().filter(RequestTrace::isGranted).count();
	}

	/** Labels of the keys that sent them, in order. */
	public SortedSet<String> callers() {
		SortedSet<String> callers = new TreeSet<>();
		for (RequestTrace request : this.requests) {
			@Nullable String caller = request.caller();
			if (caller != null) {
				callers.add(caller);
			}
		}
		return callers;
	}

}
