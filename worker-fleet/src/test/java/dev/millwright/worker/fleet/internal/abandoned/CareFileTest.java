package dev.millwright.worker.fleet.internal.abandoned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of rules may say, and how what it may not is refused. */
class CareFileTest {
    private static final String ALL = """
            # thresholds of our own
            defaults:
              failing-for: 60d
              hold: true
            jobtypes:
              report.*:
                idle-for: 400d
                failures: 10
              report.daily.*: { idle-for: 3d, hold: false }
              report.daily.tax:
                detect: false
                idle-for: 4d
            webhook:
              url: https://hooks.example/abandoned
              secret-file: /etc/secret
            alert: { queue: alerts, jobtype: ops.abandoned }
            """;

    @TempDir
    private Path folder;

    private static Rulebook.Setting setting(Rulebook rules, String jobtype, Field field) {
        return rules.explain(jobtype).stream()
                .filter(one -> one.field() == field)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theMoreSpecialOverridesFieldByField() throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yaml"), ALL);
        CareFile.Content content = CareFile.read(file);
        Rulebook rules = content.rules();
        assertThat(rules.thresholds("mail")).satisfies(set -> {
            assertThat(set.failingFor()).isEqualTo(Duration.ofDays(60));
            assertThat(set.idleFor()).isEqualTo(Duration.ofDays(30));
            assertThat(set.failures()).isEqualTo(3);
            assertThat(set.holding()).isTrue();
        });
        assertThat(rules.thresholds("report.daily.x")).satisfies(set -> {
            assertThat(set.failingFor()).isEqualTo(Duration.ofDays(60));
            assertThat(set.idleFor()).isEqualTo(Duration.ofDays(3));
            assertThat(set.failures()).isEqualTo(10);
            assertThat(set.holding()).isFalse();
            assertThat(set.detecting()).isTrue();
        });
        assertThat(rules.thresholds("report.daily.tax")).satisfies(set -> {
            assertThat(set.idleFor()).isEqualTo(Duration.ofDays(4));
            assertThat(set.detecting()).isFalse();
        });
        assertThat(content.webhook())
                .isEqualTo(Map.of("url", "https://hooks.example/abandoned", "secret-file", "/etc/secret"));
        assertThat(content.alert()).isEqualTo(Map.of("queue", "alerts", "jobtype", "ops.abandoned"));
    }

    @Test
    void saysWhichRuleSetsWhat() {
        Rulebook rules = CareFile.parse("r.yaml", ALL).rules();
        assertThat(rules.explain("report.daily.x")).hasSize(Field.values().length);
        for (Rulebook book : new Rulebook[] {rules, Rulebook.parse(rules.text()).orElseThrow()}) {
            assertThat(setting(book, "report.daily.x", Field.IDLE_FOR))
                    .isEqualTo(new Rulebook.Setting(Field.IDLE_FOR, "3d", "jobtypes report.daily.*, r.yaml:9"));
            assertThat(setting(book, "report.daily.x", Field.FAILURES).rule()).isEqualTo("jobtypes report.*, r.yaml:8");
            assertThat(setting(book, "report.daily.x", Field.FAILING_FOR).rule())
                    .isEqualTo("defaults, r.yaml:3");
            assertThat(setting(book, "report.daily.x", Field.WITHIN))
                    .isEqualTo(new Rulebook.Setting(Field.WITHIN, "8h", "built in"));
        }
        assertThat(Rulebook.parse("")).isEmpty();
        assertThat(Rulebook.parse("{}")).isEmpty();
        assertThat(Rulebook.parse("[{\"pattern\":\"*\",\"field\":\"odd\",\"value\":\"1\"}]"))
                .isEmpty();
    }

    @Test
    void anEmptyFileSaysNothing() {
        assertThat(CareFile.parse("r", "").rules().text()).isEqualTo("[]");
        assertThat(CareFile.parse("r", "# nothing\n").webhook()).isEmpty();
        assertThat(Rulebook.EMPTY.thresholds("x")).isEqualTo(Months.DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "default:\\n  hold: true|r.yaml:1: \"default\" is not known: use defaults, jobtypes, webhook or alert",
                "defaults:\\n  hold: true\\n  fail-for: 3d|r.yaml:3: \"fail-for\" is nothing that can be set: use one of"
                        + " detect, notify, hold, failures, within, recovery, failing-for, idle-for, deploy-grace,"
                        + " hold-after, remind-before, trial-every",
                "jobtypes:\\n  a:\\n    hold: yes|r.yaml:3: hold: \"yes\" cannot be used: write true or false",
                "jobtypes:\\n  a:\\n    failures: 0|r.yaml:3: failures: \"0\" cannot be used: write a number from 1 to"
                        + " 100",
                "defaults: { idle-for: 3 weeks }|r.yaml:1: idle-for: \"3 weeks\" cannot be used: write for instance 30d,"
                        + " 8h or 90m, up to 3650d",
                "defaults: { idle-for: 0d }|r.yaml:1: idle-for: \"0d\" cannot be used: write for instance 30d, 8h or"
                        + " 90m, up to 3650d",
                "defaults:\\n  hold: [true]|r.yaml:2: \"hold\" needs one value",
                "defaults:\\n  hold:|r.yaml:2: \"hold\" needs one value",
                "defaults: 3|r.yaml:1: below \"defaults\" there must be lines such as \"name: value\", further to the"
                        + " right",
                "- a|r.yaml:1: a file of rules begins with defaults:, jobtypes:, webhook: or alert:",
                "jobtypes:\\n  a: { hold: true, notify: false }|r.yaml: jobtypes a, r.yaml:2: the jobs of a would be held"
                        + " without a notice: set notify to true, or hold to false",
                "webhook:\\n  url: https://x\\n  secret: s|r.yaml:3: \"secret\" is not known in webhook: use secret-file"
                        + " and url",
                "alert:\\n  queue: a|r.yaml:2: alert lacks jobtype",
            })
    void aMistakeIsRefusedWithItsLine(String text, String refusal) {
        assertThatThrownBy(() -> CareFile.parse("r.yaml", text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(refusal);
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> CareFile.parse("r.yaml", "defaults:\n  hold: true\n  hold: false\n"))
                .hasMessageStartingWith("r.yaml:")
                .hasMessageContaining("hold");
        assertThatThrownBy(() -> CareFile.parse("r.yaml", "defaults:\n  \"hold: true\n"))
                .hasMessageStartingWith("r.yaml:")
                .hasMessageContaining("not YAML");
        assertThatThrownBy(() -> CareFile.parse("r.yaml", "defaults:\n\thold: true\n"))
                .hasMessageStartingWith("r.yaml:2: not YAML: while scanning for the next token, found character")
                .hasMessageMatching(".*");
        assertThatThrownBy(() -> CareFile.parse("r.yaml", "defaults:\n  hold: true\n---\na: 1\n"))
                .hasMessageContaining("second document");
        assertThatThrownBy(() -> CareFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.yaml: cannot be read");
    }
}
