package io.github.shimmy4j.engine.fuzz;

import java.util.List;
import java.util.Random;

import io.github.shimmy4j.engine.fuzz.FuzzCase.Kind;

/** The hostile requests of a seed, in their order. Each can be repeated by its number. */
final class FuzzCases {

	private final long seed;

	private final String model;

	private final String key;

	FuzzCases(long seed, String model, String key) {
		this.seed = seed;
		this.model = model;
		this.key = key;
	}

	FuzzCase get(long number) {
		Random random = new Random(this.seed * 0x9E3779B97F4A7C15L + number);
		// The first numbers of seeds that are near each other are so, too.
		random.nextLong();
		HostileJson json = new HostileJson(random);
		HostileBodies bodies = new HostileBodies(json, random, this.model);
		HostileHttp http = new HostileHttp(json, random, this.key);
		int choice = random.nextInt(200);
		if (choice < 60) {
			String format = new HostileSchemas(json, random).responseFormat();
			return post(Kind.SCHEMA, http,
					bodies
						.plain(List.of("\"response_format\":" + format, "\"max_tokens\":" + (1 + random.nextInt(24)))))
				.held(format);
		}
		if (choice < 95) {
			return post(Kind.MESSAGES, http, bodies.messages());
		}
		if (choice < 97) {
			return post(Kind.MANY_MESSAGES, http, bodies.manyMessages());
		}
		if (choice < 125) {
			return FuzzCase.request(Kind.BODY, http.post(HostileHttp.CHAT, bodies.any()));
		}
		if (choice < 145) {
			return post(Kind.SAMPLING, http, bodies.sampling());
		}
		if (choice < 152) {
			return FuzzCase.request(Kind.EMBEDDINGS,
					http.post(HostileHttp.EMBEDDINGS, HostileBodies.utf8(bodies.embeddings())));
		}
		if (choice < 160) {
			return FuzzCase.request(Kind.COMPLETION,
					http.post(HostileHttp.COMPLETIONS, HostileBodies.utf8(bodies.completion())));
		}
		byte[] body = HostileBodies.utf8(bodies.plain(List.of()));
		if (choice < 175) {
			return http.odd(body);
		}
		return (choice < 188) ? http.broken(body) : leaving(http, bodies, random);
	}

	private static FuzzCase post(Kind kind, HostileHttp http, String body) {
		return FuzzCase.request(kind, http.post(HostileHttp.CHAT, HostileBodies.utf8(body)));
	}

	/**
	 * Asks for more than it will read: some of a stream, or nothing of a whole answer.
	 */
	private static FuzzCase leaving(HostileHttp http, HostileBodies bodies, Random random) {
		String messages = "[{\"role\":\"user\",\"content\":\"Write a very long story about a fox.\"}]";
		boolean stream = random.nextBoolean();
		byte[] bytes = http.post(HostileHttp.CHAT,
				HostileBodies.utf8(bodies.chat(messages, List.of("\"max_tokens\":400", "\"stream\":" + stream))));
		return new FuzzCase(Kind.LEAVING, FuzzCase.Manner.REQUEST, List.of(bytes), stream ? random.nextInt(3000) : 0);
	}

}
