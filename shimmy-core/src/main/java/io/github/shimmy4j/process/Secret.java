package io.github.shimmy4j.process;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/** A value that may be passed on but never printed. */
public final class Secret {

	private static final int RANDOM_BYTES = 32;

	private final String value;

	private Secret(String value) {
		this.value = value;
	}

	/** Wraps a value. */
	public static Secret of(String value) {
		return new Secret(Objects.requireNonNull(value, "value"));
	}

	/** Makes a new key of 256 random bits: 64 hexadecimal digits. */
	public static Secret random(SecureRandom random) {
		byte[] bytes = new byte[RANDOM_BYTES];
		random.nextBytes(bytes);
		return new Secret(HexFormat.of().formatHex(bytes));
	}

	/** The value itself, for the one place that needs it. */
	public String reveal() {
		return this.value;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret secret && secret.value.equals(this.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return "******";
	}

}
