package dev.millwright.testtools;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls what a service offers from many threads at once, over and over, and looks at what is left of it.
 *
 * <p>In each cycle a service is made, each call gets a thread, and all set out at the same moment and then let each
 * other pass by chance, so that over the cycles they meet in every order. Then the service is ended, twice, and must be
 * as the test expects, with none of its threads and sockets left. A call may throw only what it is documented to throw, and must
 * return; nothing may be thrown out of a thread of the service. Confined to the calling thread.
 *
 * @param <S> the service
 */
public final class Stress<S> {
    private static final long LIMIT_SECONDS = 30;
    private static final Path FILES = Path.of("/proc/self/fd");

    /** As many times a thread steps back at the most: some milliseconds, which is what a start takes. */
    private static final int MOST_YIELDS = 1 << 12;

    /**
     * Does something with a service.
     *
     * @param <S> the service
     */
    @FunctionalInterface
    public interface Step<S> {
        /** Does it. */
        void of(S service) throws Exception;
    }

    private record Call<S>(String name, Step<? super S> step, List<Class<?>> documented) {
        boolean mayThrow(@Nullable Throwable thrown) {
            return documented.stream().anyMatch(type -> type.isInstance(thrown));
        }
    }

    private final Callable<? extends S> factory;
    private final List<Call<S>> calls = new ArrayList<>();
    private Call<S> end = new Call<>("end", service -> {}, List.of());
    private Call<S> check = new Call<>("check", service -> {}, List.of());
    private List<String> threads = List.of();

    private Stress(Callable<? extends S> factory) {
        this.factory = factory;
    }

    /** Begins one of a service that is made anew for each cycle. */
    public static <S> Stress<S> of(Callable<? extends S> factory) {
        return new Stress<>(factory);
    }

    /**
     * Adds a call, which gets a thread of its own.
     *
     * @param documented all that it may throw
     */
    public Stress<S> call(String name, Step<? super S> step, Class<?>... documented) {
        calls.add(new Call<>(name, step, List.of(documented)));
        return this;
    }

    /** Sets how the service is ended for certain, after the calls; done twice, as a second time must be harmless. */
    public Stress<S> end(Step<? super S> step) {
        end = new Call<>("end", step, List.of());
        return this;
    }

    /** Sets what must be so at the end of a cycle. */
    public Stress<S> check(Step<? super S> step) {
        check = new Call<>("check", step, List.of());
        return this;
    }

    /** Sets how the names of the service's threads begin, and of others that end with it: none may be left. */
    public Stress<S> leavesNoThread(String... prefixes) {
        threads = List.of(prefixes);
        return this;
    }

    /** Does it so many times, or with {@code -Dstress.factor=100}, to look for what is rare, so many times more. */
    public void run(int times) throws Exception {
        // From then on the JDK has a socket of its own: Java 17 since the one, Java 25 since the other.
        FileChannel.open(Path.of("/dev/null")).close();
        ServerSocketChannel.open().close();
        int cycles = times * Integer.getInteger("stress.factor", 1);
        long seed = System.nanoTime();
        ExecutorService callers = Executors.newFixedThreadPool(calls.size() + 1, task -> {
            Thread thread = new Thread(task, "stress");
            thread.setDaemon(true); // one that hangs is not waited for
            return thread;
        });
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) ->
                uncaught.add(new AssertionError("thrown out of thread " + thread.getName(), thrown)));
        try {
            for (int cycle = 0; cycle < cycles; cycle++) {
                String which = "cycle " + cycle + " of seed " + seed;
                cycle(callers, new Random(seed + cycle), which);
                if (!uncaught.isEmpty()) {
                    throw new AssertionError(which + ": an exception was not caught", uncaught.peek());
                }
            }
        } finally {
            callers.shutdownNow();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // to leave it to chance is what is wanted here
    private void cycle(ExecutorService callers, Random random, String which) throws Exception {
        Collection<Thread> known = Thread.getAllStackTraces().keySet();
        long sockets = sockets();
        S service = factory.call();
        CyclicBarrier all = new CyclicBarrier(calls.size());
        List<Future<?>> running = new ArrayList<>();
        for (Call<S> call : calls) {
            int yields = random.nextBoolean() ? 0 : random.nextInt(1 + (MOST_YIELDS >> random.nextInt(12)));
            running.add(callers.submit(() -> {
                all.await();
                for (int i = 0; i < yields; i++) {
                    Thread.yield();
                }
                call.step().of(service);
                return null;
            }));
        }
        for (int i = 0; i < running.size(); i++) {
            await(running.get(i), calls.get(i), which);
        }
        await(callers, end, service, which);
        await(callers, end, service, which);
        awaitThreads(known, which);
        awaitSockets(sockets, which);
        await(callers, check, service, which);
    }

    private void await(ExecutorService callers, Call<S> call, S service, String which) throws InterruptedException {
        Future<?> running = callers.submit(() -> {
            call.step().of(service);
            return null;
        });
        await(running, call, which);
    }

    private void await(Future<?> running, Call<S> call, String which) throws InterruptedException {
        try {
            running.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!call.mayThrow(e.getCause())) {
                throw new AssertionError(which + ": '" + call.name() + "' threw " + e.getCause(), e.getCause());
            }
        } catch (TimeoutException e) {
            throw new AssertionError(which + ": '" + call.name() + "' has not returned; all threads:" + dump(), e);
        }
    }

    private void awaitThreads(Collection<Thread> known, String which) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (threads.stream().anyMatch(thread.getName()::startsWith) && !known.contains(thread)) {
                thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS)); // it may be about to end
                if (thread.isAlive()) {
                    throw new AssertionError(
                            which + ": thread " + thread.getName() + " is left; all threads:" + dump());
                }
            }
        }
    }

    /** The other end may be in this process, too, and take a moment to see that it is over. */
    private static void awaitSockets(long most, String which) throws IOException {
        long began = System.nanoTime();
        while (sockets() > most) {
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new AssertionError(which + ": " + (sockets() - most) + " sockets are left");
            }
        }
    }

    /** How many this process has; none where that cannot be seen. */
    private static long sockets() throws IOException {
        if (!Files.isDirectory(FILES)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(Stress::isSocket).count();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static String dump() {
        StringBuilder dump = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            dump.append("\n\n").append(thread.getName()).append(' ').append(thread.getState());
            for (StackTraceElement frame : stack) {
                dump.append("\n\tat ").append(frame);
            }
        });
        return dump.toString();
    }
}
