package io.github.shimmy4j.model;

/**
 * That somebody accepted the licence of a model.
 *
 * @param model name of the model
 * @param revision version of the model
 * @param license what was accepted
 * @param at when, as ISO 8601 writes it
 * @param by how it was said
 */
record LicenseConsent(String model, String revision, String license, String at, String by) {
}
