package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What Maven Central asks of a POM, but for the address of the project: until that is filled in, the profile for
 * releases refuses to go on.
 */
class PublishedPomsTest {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final List<String> WITHOUT_PARENT = List.of("pom.xml", "worker-bom/pom.xml");

    private static String read(String pom) {
        return Pages.read(Pages.ROOT.resolve(pom));
    }

    private static List<String> published() {
        List<String> poms = new ArrayList<>(List.of("pom.xml"));
        MODULE.matcher(read("pom.xml"))
                .results()
                .map((MatchResult module) -> module.group(1) + "/pom.xml")
                .filter(pom -> !read(pom).contains("<maven.deploy.skip>true</maven.deploy.skip>"))
                .forEach(poms::add);
        return poms;
    }

    @Test
    void theseArePublishedAndNoOthers() {
        assertThat(published())
                .containsExactly(
                        "pom.xml",
                        "worker-bom/pom.xml",
                        "worker-core/pom.xml",
                        "worker-testkit/pom.xml",
                        "worker-fleet/pom.xml",
                        "worker-cli/pom.xml");
    }

    @Test
    void eachSaysWhatItIs() {
        assertThat(published())
                .allSatisfy(pom -> assertThat(read(pom))
                        .as(pom)
                        .containsPattern("\n  <name>Millwright[^<]*</name>\n  <description>[^<]+\\.</description>\n"));
    }

    /** The others inherit it. */
    @Test
    void whoMadeItAndUnderWhichLicense() {
        assertThat(WITHOUT_PARENT)
                .allSatisfy(pom -> assertThat(read(pom))
                        .as(pom)
                        .containsPattern("<license>\\s*<name>Apache-2.0</name>\\s*<url>https://\\S+</url>")
                        .containsPattern("<developer>\\s*<name>[^<]+</name>"));
        assertThat(published())
                .filteredOn(pom -> !WITHOUT_PARENT.contains(pom))
                .allSatisfy(pom -> assertThat(read(pom)).contains("<artifactId>millwright-parent</artifactId>"));
    }

    @Test
    void aReleaseIsSignedAndHasAnAddress() {
        assertThat(WITHOUT_PARENT)
                .allSatisfy(pom -> assertThat(read(pom).substring(read(pom).indexOf("<id>release</id>")))
                        .as(pom)
                        .contains("<property>project.url</property>", "<property>project.scm.url</property>")
                        .contains("<artifactId>maven-gpg-plugin</artifactId>", "<goal>sign</goal>"));
    }
}
