package io.github.shimmy4j.accelerator;

/** Looks at the hardware. */
@FunctionalInterface
interface MachineInspector {

	/**
	 * Looks, which may take a second and may fail in any way that native code can.
	 * @return what there is
	 */
	MachineFacts inspect();

}
