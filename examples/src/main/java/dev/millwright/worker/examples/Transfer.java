package dev.millwright.worker.examples;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.cli.WorkerMain;

/** A transaction around each job, and a function that moves money in it. Args: from, to, amount. */
public final class Transfer {
    /** The transaction of the job that runs on this thread. */
    static final ThreadLocal<Bank.Transaction> TRANSACTION = new ThreadLocal<>();

    private Transfer() {}

    /** Takes the whole command line. */
    public static void main(String[] args) {
        Bank bank = new Bank();
        WorkerMain.run(args, jobs -> register(jobs, bank));
    }

    static void register(JobRegistry jobs, Bank bank) {
        jobs.middleware((context, next) -> inTransaction(bank, context, next)).register("transfer", Transfer::transfer);
    }

    private static void inTransaction(Bank bank, JobContext context, JobHandler next) throws Exception {
        try (Bank.Transaction transaction = bank.begin()) { // closing it takes back what is not committed
            TRANSACTION.set(transaction);
            next.run(context);
            // The function may have swallowed the interrupt. Its job is FAILed all the same, and tried again.
            context.signal().throwIfCancelled();
            transaction.commit();
        } finally {
            TRANSACTION.remove();
        }
    }

    private static void transfer(JobContext context) {
        int amount = context.arg(2, Integer.class);
        TRANSACTION.get().add(context.arg(0, String.class), -amount);
        TRANSACTION.get().add(context.arg(1, String.class), amount);
    }
}
