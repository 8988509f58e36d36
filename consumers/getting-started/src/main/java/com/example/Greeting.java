package com.example;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.cli.WorkerMain;

/** A worker with one function and the whole command line. */
public final class Greeting implements JobHandler {
    public static void main(String[] args) {
        WorkerMain.run(args, jobs -> jobs.register("greet", new Greeting()));
    }

    @Override
    public void run(JobContext context) {
        System.out.println("Hello " + context.arg(0, String.class));
    }
}
