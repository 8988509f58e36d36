package dev.millwright.worker.cli;

import dev.millwright.worker.JobRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What one run of the command line did. */
record CommandLineRun(int exitCode, String out, String err) {

    static CommandLineRun of(String... args) {
        return of(Map.of(), args);
    }

    static CommandLineRun of(Map<String, String> environment, String... args) {
        return of(environment, jobs -> {}, args);
    }

    static CommandLineRun of(Map<String, String> environment, Consumer<JobRegistry> jobs, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = WorkerMain.execute(
                args, jobs, environment::get, new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    List<String> errLines() {
        return err.lines().toList();
    }
}
