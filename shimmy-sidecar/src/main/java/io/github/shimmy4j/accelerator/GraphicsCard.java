package io.github.shimmy4j.accelerator;

/**
 * A graphics card as the operating system lists it.
 *
 * @param name its name
 * @param vendor who made it
 * @param memoryBytes memory of its own; 0 where that is not known
 */
record GraphicsCard(String name, String vendor, long memoryBytes) {

	/** Whether a known maker of GPUs made it; a card that only shows pictures is none. */
	boolean isGpu() {
		return DeviceName.isFromGpuMaker(this.vendor + " " + this.name)
				&& !DeviceName.isSoftware(this.vendor + " " + this.name);
	}

	boolean isNvidia() {
		return DeviceName.isNvidia(this.vendor + " " + this.name);
	}

}
