package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * The BOM, and the projects in {@code consumers}, name the versions of this build. {@code scripts/check-consumer} builds
 * the projects with Maven. There is no Gradle that could be had for the tests: of its build file only the coordinates
 * are checked.
 */
class ConsumersTest {
    private static final Path ROOT = Pages.ROOT;
    private static final String GETTING_STARTED = "consumers/getting-started/pom.xml";
    private static final String OURS = "dev.millwright";

    /** A thing that is named by group, artifact and version. */
    private record Coordinates(String group, String artifact, String version) {
        String name() {
            return group + ":" + artifact;
        }
    }

    private static Element pom(String path) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(path).toFile())
                .getDocumentElement();
    }

    private static String text(Element parent, String name) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent().strip();
            }
        }
        return "";
    }

    private static String property(Element pom, String name) {
        return text((Element) pom.getElementsByTagName("properties").item(0), name);
    }

    /** All elements of that name, with properties in their versions looked up. */
    private static List<Coordinates> named(Element pom, String element) {
        NodeList found = pom.getElementsByTagName(element);
        List<Coordinates> all = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element one = (Element) found.item(i);
            String version = text(one, "version");
            if (version.equals("${project.version}")) {
                version = text(pom, "version");
            } else if (version.startsWith("${")) {
                version = property(pom, version.substring(2, version.length() - 1));
            }
            all.add(new Coordinates(text(one, "groupId"), text(one, "artifactId"), version));
        }
        return all;
    }

    private static Map<String, String> versions(List<Coordinates> all) {
        return all.stream()
                .filter(it -> !it.version().isEmpty())
                .collect(Collectors.toMap(Coordinates::name, Coordinates::version, (one, other) -> one));
    }

    private static Map<String, String> versionsOfThisBuild() throws Exception {
        Element parent = pom("pom.xml");
        Map<String, String> versions =
                versions(Stream.concat(named(parent, "dependency").stream(), named(parent, "plugin").stream())
                        .toList());
        versions.put("org.junit.jupiter:junit-jupiter", property(parent, "junit.version"));
        versions.put("tools.jackson.module:jackson-module-kotlin", property(parent, "jackson.version"));
        versions.put(OURS + ":worker-bom", text(parent, "version"));
        return versions;
    }

    static List<String> poms() {
        return Stream.of("consumers", "worker-bom")
                .flatMap(directory -> Pages.files(ROOT.resolve(directory), file -> file.endsWith("pom.xml")).stream())
                .map(file -> ROOT.relativize(file).toString())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("poms")
    void aPomNamesTheVersionsOfThisBuild(String path) throws Exception {
        Element pom = pom(path);
        Map<String, String> ours = versionsOfThisBuild();
        List<Coordinates> named = Stream.of("dependency", "plugin")
                .flatMap(element -> named(pom, element).stream())
                .filter(it -> !it.version().isEmpty())
                .toList();

        assertThat(named).extracting(Coordinates::group).contains(OURS);
        assertThat(named)
                .filteredOn(it -> ours.containsKey(it.name()))
                .allSatisfy(it -> assertThat(it.version()).as(it.name()).isEqualTo(ours.get(it.name())));
    }

    @Test
    void theGradleBuildNamesWhatThePomNames() throws Exception {
        String gradle = Pages.read(ROOT.resolve("consumers/getting-started/build.gradle.kts"));
        Element pom = pom(GETTING_STARTED);

        assertThat(Pattern.compile("\\w*[iI]mplementation\\(\"([^\"]+)\"\\)")
                        .matcher(gradle)
                        .results()
                        .map(result -> result.group(1)))
                .containsExactlyInAnyOrderElementsOf(named(pom, "dependency").stream()
                        .map(it -> it.name() + ":" + it.version())
                        .toList());
        assertThat(gradle).contains("options.release = " + property(pom, "maven.compiler.release"));
    }

    @Test
    void theBomNamesOurArtifactsAndWhatTheyRunOn() throws Exception {
        Element parent = pom("pom.xml");
        Element bom = pom("worker-bom/pom.xml");
        String annotations = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .flatMap(jar -> Pattern.compile("jackson-annotations-(.+)\\.jar$")
                        .matcher(jar)
                        .results())
                .map(result -> result.group(1))
                .findFirst()
                .orElseThrow();
        String version = text(parent, "version");

        assertThat(text(bom, "version")).isEqualTo(version);
        assertThat(named(bom, "parent")).as("its versions would come along").isEmpty();
        assertThat(named(bom, "dependency"))
                .containsExactlyInAnyOrder(
                        new Coordinates(OURS, "worker-core", version),
                        new Coordinates(OURS, "worker-testkit", version),
                        new Coordinates(OURS, "worker-fleet", version),
                        new Coordinates(OURS, "worker-cli", version),
                        new Coordinates("io.netty", "netty-bom", property(parent, "netty.version")),
                        new Coordinates("com.fasterxml.jackson.core", "jackson-annotations", annotations));
    }
}
