package io.kaosnet.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The jars of a folder as one, for a fast start: every look for a resource that is nowhere opens
/// them all, and one signed manifest alone takes a tenth of a second to read.
final class OneJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String VERSIONS = "META-INF/versions/";
    private static final String SERVICES = "META-INF/services/";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private OneJar() {}

    /// Writes the jar. Of a file that several jars have, the first jar's by name is taken; names of
    /// services are put together, and of a class in several versions the newest that this JDK runs
    /// stays. Signatures and manifests, which are about the jars that were, are left out.
    static void write(Path folder, Path jar) {
        var one = new OneJar();
        String manifest =
                "Manifest-Version: 1.0\r\nImplementation-Version: " + Main.version() + "\r\n\r\n";
        one.entries.put(MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        try {
            for (Path file : jars(folder)) {
                one.add(file);
            }
            try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
                one.writeTo(out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + jar, e);
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        }
        Collections.sort(jars);
        return jars;
    }

    private void add(Path file) throws IOException {
        Map<String, Integer> versions = new HashMap<>();
        try (var zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                int version = 0;
                if (name.startsWith(VERSIONS) && !entry.isDirectory()) {
                    int end = name.indexOf('/', VERSIONS.length());
                    version = Integer.parseInt(name.substring(VERSIONS.length(), end));
                    name = name.substring(end + 1);
                }
                if (version <= Runtime.version().feature() && !isAboutItsJar(name)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        put(name, version, in.readAllBytes(), versions);
                    }
                }
            }
        }
    }

    private static boolean isAboutItsJar(String name) {
        return name.startsWith(VERSIONS)
                || name.equals(MANIFEST)
                || name.equals("META-INF/INDEX.LIST")
                || name.matches("META-INF/maven/.*/pom\\.xml")
                || name.endsWith("module-info.class")
                || name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)");
    }

    /// @param versions of what came out of the same jar
    private void put(String name, int version, byte[] bytes, Map<String, Integer> versions) {
        if (name.startsWith(SERVICES) && entries.containsKey(name)) {
            String all = new String(entries.get(name), StandardCharsets.UTF_8);
            String more = new String(bytes, StandardCharsets.UTF_8);
            entries.put(name, (all + "\n" + more).getBytes(StandardCharsets.UTF_8));
        } else if (!entries.containsKey(name)
                || version >= versions.getOrDefault(name, Integer.MAX_VALUE)) {
            entries.put(name, bytes);
            versions.put(name, version);
        }
    }

    private void writeTo(ZipOutputStream out) throws IOException {
        // Not compressed: reading is what shall be fast.
        out.setMethod(ZipOutputStream.STORED);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            byte[] bytes = entry.getValue();
            var crc = new CRC32();
            crc.update(bytes);
            var file = new ZipEntry(entry.getKey());
            file.setSize(bytes.length);
            file.setCrc(crc.getValue());
            file.setTime(0);
            out.putNextEntry(file);
            out.write(bytes);
            out.closeEntry();
        }
    }
}
