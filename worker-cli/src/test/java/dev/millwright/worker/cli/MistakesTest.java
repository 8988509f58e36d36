package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake is one line on standard error that names the input and the remedy, and the exit code is 2. */
class MistakesTest {
    private static void assertOneLine(CommandLineRun run, String message) {
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: ")
                .contains(message);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --sample-jobs -c 0                         | --concurrency: concurrency must be at least 1, not 0",
                "run --sample-jobs -c many                      | 'many' is not an int",
                "run --sample-jobs --lanes 0                    | --lanes: lanes must be at least 1, not 0",
                "run --sample-jobs --shutdown-timeout 25        | '25' is not a duration: write 500ms, 25s, 1m or 2h",
                "run --sample-jobs --shutdown-timeout -1s       | '-1s' is not a duration",
                "run --sample-jobs --cleanup-grace 3sec         | '3sec' is not a duration",
                "run --sample-jobs --threads green              | AUTO, PLATFORM, VIRTUAL",
                "run --sample-jobs --log-level loud             | 'loud' is none of error, warn, info, debug",
                "run --sample-jobs --queue a/b                  | --queue: 'a/b'",
                "run --sample-jobs --queue a,none               | --queue: ",
                "run --sample-jobs --server localhost           | --server: the server URL must begin with tcp://",
                "run --sample-jobs --server http://localhost    | must begin with tcp:// or tcp+tls://, but has another",
                "run --sample-jobs --server tcp://localhost:0   | between 1 and 65535",
                "run --sample-jobs --ca-file /no/such.pem       | --ca-file: cannot read /no/such.pem",
                "run --jobs /no/such.jar                        | --jobs: cannot read /no/such.jar",
                "run --sample-jobs -c 10001                     | --concurrency: concurrency must be at most 10000",
                "run --sample-jobs --pool bulk                  | --pool: 'bulk' is no pool: write NAME=SLOTS:QUEUE",
                "run --sample-jobs --pool bulk=5                | --pool: 'bulk=5' is no pool",
                "run --sample-jobs --pool bulk=5:               | --pool: 'bulk=5:' is no pool",
                "run --sample-jobs --pool bulk=five:low         | --pool: 'bulk=five:low' is no pool",
                "run --sample-jobs --pool =5:low                | --pool: '=5:low' is no pool",
                "run --sample-jobs --pool a/b=5:low             | --pool: 'a/b=5:low' is no pool",
                "run --sample-jobs --pool bulk=0:low            | --pool: the number of slots of pool 'bulk' must be at",
                "run --sample-jobs --pool bulk=5:low,none       | --pool: 'low,none' has no valid weight",
                "run --sample-jobs --pool bulk=5:low a/b        | --pool: 'a/b' is not a queue name",
                "run --sample-jobs --pool bulk=5:low low        | --pool: the queue 'low' is named twice",
                "run --sample-jobs --pool a=5:low a=5:low       | --pool: the pool name 'a' is blank or taken",
                "run --sample-jobs -c 5 --pool default=5:low    | 'default' cannot be told from the unnamed one",
                "run --sample-jobs --metrics-port x             | 'x' is not an int",
                "run --sample-jobs --metrics-port 70000         | --metrics-port: the port must be between 0 and 65535",
                "run --sample-jobs --metrics-port 0 --metrics-host 192.0.2.1 | cannot listen on 192.0.2.1:0",
                "run --sample-jobs --metrics-port 0 --metrics-host no.invalid | 'no.invalid' is no address",
                "run --sample-jobs --metrics-port 0 --admin-token-file /no | --admin-token-file: cannot use /no",
                "run --sample-jobs --metrics-port 0 --admin-token-file /dev/null | --admin-token-file: cannot use",
                "run --sample-jobs --admin-token-file /no       | is of no use without --metrics-port",
                "run                                            | name a jar with --jobs, try --sample-jobs",
                "run --conccurrency 5                           | did you mean --concurrency",
                "rum                                            | 'rum'",
                "push                                           | 'JOBTYPE'",
                "push job [1                                    | must be a JSON array such as '[1,\"two\"]', not [1",
                "push job {}                                    | must be a JSON array",
                "push job [] --at tomorrow                      | --at: 'tomorrow' is not a time",
                "push job [] --at 2030-01-31T08:00:00Z --in 5m  | either --at or --in, not both",
                "push job [] --jid short                        | --jid: jid must have at least 8 bytes, not \"short\"",
                "push job [] --queue a/b                        | --queue: queue must be letters, digits and . _ - only",
                "push job [] --retry -5                         | --retry: retry must be -1 (a failed job goes to Dead)",
                "push job [] --backtrace 100                    | --backtrace: backtrace must be between 0 and 50 lines",
                "push job [] --backtrace -1                     | --backtrace: backtrace must be between 0 and 50 lines",
                "push job [] --reserve-for 5s                   | --reserve-for: reserve_for must be between 60 s and",
                "push job [] --reserve-for 25h                  | --reserve-for: reserve_for must be between 60 s and",
                "push job [] --custom _x=1                      | --custom: custom must have no key that begins with _",
                "push job [] --at +10000-01-01T00:00:00Z        | --at: at must be in the years 0 to 9999",
                "push job [] --in 99999999h                     | --in: at must be in the years 0 to 9999",
                "push - --retry -5                              | --retry: retry must be -1",
                "info --output xml                              | 'xml'",
            })
    void isOneLineWithTheRemedy(String command, String message) {
        assertOneLine(CommandLineRun.of(command.split(" +")), message);
    }

    @Test
    void withoutACommandTheHelpIsShown() {
        CommandLineRun run = CommandLineRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: millwright", "run", "push", "info");
    }

    @ParameterizedTest
    @CsvSource({"MILLWRIGHT_CONCURRENCY,many", "MILLWRIGHT_CONCURRENCY,0", "MILLWRIGHT_SHUTDOWN_TIMEOUT,25"})
    void aValueFromTheEnvironmentIsBlamedOnItsVariable(String variable, String value) {
        assertOneLine(
                CommandLineRun.of(Map.of(variable, value), "run", "--sample-jobs"),
                "the value comes from the variable " + variable);
    }

    @ParameterizedTest
    @CsvSource({"-c x", "-cx", "-c=x", "--concurrency x", "--concurrency=x"})
    void aValueFromTheCommandLineIsNot(String option) {
        CommandLineRun run =
                CommandLineRun.of(Map.of("MILLWRIGHT_CONCURRENCY", "5"), ("run --sample-jobs " + option).split(" "));

        assertOneLine(run, "'x' is not an int");
        assertThat(run.err()).doesNotContain("MILLWRIGHT_CONCURRENCY");
    }

    @Test
    void aWrongUrlInTheEnvironmentNamesItsVariable() {
        assertOneLine(CommandLineRun.of(Map.of("FAKTORY_URL", "http://x"), "info"), "FAKTORY_URL: ");
        assertOneLine(
                CommandLineRun.of(Map.of("FAKTORY_PROVIDER", "JOBS_URL"), "info"), "FAKTORY_PROVIDER names JOBS_URL");
    }
}
