package dev.slipway.examples.runner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** What Maven's toolchain discovery wrote down. */
final class Toolchains {
    private Toolchains() {}

    /** The first JDK 25 that can link runtimes. */
    static Optional<Path> jdk25(Path file) throws Exception {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var found = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("toolchain");
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .filter(toolchain -> text(toolchain, "version").matches("25(\\..*)?"))
                .map(toolchain -> Path.of(text(toolchain, "jdkHome")))
                .filter(jdk -> Files.isExecutable(jdk.resolve("bin/jlink")))
                .findFirst();
    }

    private static String text(Element toolchain, String name) {
        var elements = toolchain.getElementsByTagName(name);
        return elements.getLength() == 0
                ? ""
                : elements.item(0).getTextContent().strip();
    }
}
