package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import io.github.shimmy4j.storage.Sha256;

/** A class path that carries an engine, as the packaged module does. */
public final class EngineOnClassPath {

	private static final String FOLDER = "META-INF/shimmy4j/";

	private final Path root;

	public EngineOnClassPath(Path root) throws IOException {
		this.root = root;
		Files.createDirectories(root.resolve(FOLDER));
		program("a program");
		description("0.1.0-SNAPSHOT", Sha256.of(jar()));
	}

	EngineOnClassPath program(String content) throws IOException {
		Files.writeString(jar(), content);
		return this;
	}

	/** A program that runs a class of the tests. */
	public EngineOnClassPath program(Class<?> main) throws IOException {
		String file = main.getName().replace('.', '/') + ".class";
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(jar()), manifest);
				InputStream stream = main.getClassLoader().getResourceAsStream(file)) {
			jar.putNextEntry(new JarEntry(file));
			stream.transferTo(jar);
			jar.closeEntry();
		}
		return description("0.1.0-SNAPSHOT", Sha256.of(jar()));
	}

	EngineOnClassPath description(String version, String sha256) throws IOException {
		Properties description = new Properties();
		description.setProperty("version", version);
		description.setProperty("sha256", sha256);
		try (OutputStream stream = Files.newOutputStream(this.root.resolve(FOLDER + "embedded-engine.properties"))) {
			description.store(stream, null);
		}
		return this;
	}

	Path jar() {
		return this.root.resolve(FOLDER + "embedded-engine.jar");
	}

	public ClassLoader asFolder() throws MalformedURLException {
		return new URLClassLoader(new URL[] { this.root.toUri().toURL() }, null);
	}

	ClassLoader asJar(Path file) throws IOException {
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
			for (String name : new String[] { "embedded-engine.properties", "embedded-engine.jar" }) {
				jar.putNextEntry(new JarEntry(FOLDER + name));
				Files.copy(this.root.resolve(FOLDER + name), jar);
				jar.closeEntry();
			}
		}
		return new URLClassLoader(new URL[] { file.toUri().toURL() }, null);
	}

}
