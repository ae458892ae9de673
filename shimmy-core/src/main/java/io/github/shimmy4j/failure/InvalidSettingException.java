package io.github.shimmy4j.failure;

import org.jspecify.annotations.Nullable;

/**
 * A setting has a value that is not allowed. The message names the setting in plain
 * words; {@link #messageFor} names it as a front end's users know it.
 */
public final class InvalidSettingException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final Setting setting;

	InvalidSettingException(Setting setting, String predicate, @Nullable Throwable cause) {
		super(ShimmyErrorCode.INVALID_CONFIGURATION, subject(setting) + predicate, cause);
		this.setting = setting;
	}

	private static String subject(Setting setting) {
		return "The " + setting.words();
	}

	/** The setting to correct. */
	public Setting setting() {
		return this.setting;
	}

	@Override
	public Remedy remedy() {
		return Remedy.of("Correct %s.", this.setting);
	}

	/**
	 * Gives the message with another name for the setting, such as the key of a property:
	 * "'shimmy.model' is 'x'; allowed is …".
	 */
	public String messageFor(String name) {
		return "'" + name + "'" + getMessage().substring(subject(this.setting).length());
	}

}
