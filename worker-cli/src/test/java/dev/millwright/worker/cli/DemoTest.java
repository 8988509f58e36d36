package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first command of a newcomer. */
@Timeout(60)
class DemoTest {
    @Test
    void showsEachWayInWhichAJobCanEnd() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exit = WorkerMain.execute(
                new String[] {"demo"}, jobs -> {}, name -> null, new PrintWriter(out), new PrintWriter(err));

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString().lines().map(String::strip))
                .contains(
                        "1  flaky      FAILed, will be retried (java.io.IOException)",
                        "1  report     FAILed, will be retried (JobInterrupted)",
                        "3  resize     done",
                        "200  short      done",
                        "1  transcode  FAILed, moved to Dead, never retried (JobCancelled)",
                        "150  import     FAILed, moved to Dead, never retried (JobCancelled)",
                        "150  thumbnail  done");
    }
}
