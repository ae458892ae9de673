package io.github.shimmy4j.failure;

import org.jspecify.annotations.Nullable;

/**
 * A setting has a value that is not allowed. The message names the setting in plain
 * words; a front end can have it under the name that its users know.
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

	/**
	 * The setting to correct.
	 * @return the setting
	 */
	public Setting setting() {
		return this.setting;
	}

	@Override
	public Remedy remedy() {
		return Remedy.of("Correct %s.", this.setting);
	}

	/**
	 * The message with another name for the setting.
	 * @param name name of the setting, such as the key of a property
	 * @return what is wrong, for instance "'shimmy.model' is 'x'; allowed is …"
	 */
	public String messageFor(String name) {
		return "'" + name + "'" + getMessage().substring(subject(this.setting).length());
	}

}
