package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.last.QueueControl;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Leases;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A process in a {@link World}: its way to store and server, its clock and its log. It can crash, after which nothing more
 * comes out of it and no answer gets in; and it can stand still, as one that is stopped by a signal.
 */
final class Site {
    private static final Duration STORE_LIMIT = Duration.ofSeconds(5);
    private static final Duration SERVER_LIMIT = Duration.ofSeconds(10);

    /** These are no part of what is played here, and a start waits for them in real time. */
    private static final Set<String> OF_OPERATIONS = Set.of("version", "operations", "acknowledge");

    private final World world;
    final String name;
    boolean dead;

    /** The number of the call before which, or after which, it crashes; 0 for never. */
    int crashAt;

    boolean crashAfterwards;
    int calls;
    private Instant stillUntil = Instant.MIN;
    private Instant lastToStore = Instant.MIN;
    private Instant lastToServer = Instant.MIN;

    Site(World world, String name) {
        this.world = world;
        this.name = name;
    }

    void standStill(Duration time) {
        stillUntil = world.clock.instant().plus(time);
    }

    /** Does something in this process, now or when it goes on. */
    private void inside(Runnable step) {
        if (dead) {
            return;
        }
        Duration still = Duration.between(
                world.clock.instant(), stillUntil.equals(Instant.MIN) ? world.clock.instant() : stillUntil);
        if (still.isNegative() || still.isZero()) {
            step.run();
        } else {
            world.clock.schedule(() -> inside(step), still);
        }
    }

    WorkerClock clock() {
        return new WorkerClock() {
            @Override
            public Instant instant() {
                return world.clock.instant();
            }

            @Override
            public long nanoTime() {
                return world.clock.nanoTime();
            }

            @Override
            public Scheduled schedule(Runnable task, Duration delay) {
                return world.clock.schedule(() -> inside(task), delay);
            }
        };
    }

    Said log() {
        return new Said() {
            @Override
            public void info(String line) {
                if (!dead) {
                    world.lines.add(name + " INFO " + line);
                }
            }

            @Override
            public void warn(String line) {
                if (!dead) {
                    world.lines.add(name + " WARN " + line);
                }
            }
        };
    }

    FleetStore store() {
        FleetStore own = world.store;
        return proxy(FleetStore.class, own);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (method.getName().equals("leases")) {
                return proxy(Leases.class, world.store.leases());
            }
            if (method.getName().equals("pauses")) {
                return proxy(PauseRecords.class, world.store.pauses());
            }
            if (method.getReturnType() != CompletionStage.class) {
                return method.getReturnType() == long.class ? 0L : null;
            }
            if (OF_OPERATIONS.contains(method.getName())) {
                return dead ? new CompletableFuture<>() : method.invoke(target, args);
            }
            if (method.getName().equals("leave")) { // waited for by a thread, which would be the clock's here
                return dead ? CompletableFuture.completedStage(null) : method.invoke(target, args);
            }
            return toStore(() -> {
                try {
                    return (CompletionStage<?>) method.invoke(target, args);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException(e);
                }
            });
        }));
    }

    private CompletableFuture<Object> toStore(Supplier<CompletionStage<?>> call) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Instant arrives = later(lastToStore);
        lastToStore = arrives;
        travel(answer, arrives, STORE_LIMIT, () -> {
            if (world.storeAway) {
                throw world.away("the store");
            }
            return call.get().toCompletableFuture().join();
        });
        return answer;
    }

    QueueControl server() {
        return new QueueControl() {
            @Override
            public CompletionStage<Boolean> pause(String queue) {
                return toServer("PAUSE", queue).thenApply(done -> !world.unknown.contains(queue));
            }

            @Override
            public CompletionStage<Void> resume(String queue) {
                return toServer("RESUME", queue);
            }

            @Override
            public void close() {}
        };
    }

    private CompletionStage<Void> toServer(String what, String queue) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        // A command that got lost may lie somewhere and arrive when nobody awaits it any more.
        boolean late = what.equals("PAUSE") && world.random.nextInt(1_000) < world.lost;
        Instant arrives = late ? world.clock.instant().plusMillis(world.random.nextInt(20_000)) : later(lastToServer);
        lastToServer = late ? lastToServer : arrives;
        travel(answer, arrives, SERVER_LIMIT, () -> {
            if (world.serverAway) {
                throw world.away("the server");
            }
            world.order(what, queue, name);
            return name;
        });
        return answer.thenAccept(done -> {});
    }

    private Instant later(Instant last) {
        Instant arrives = world.clock.instant().plusMillis(world.random.nextInt(world.slowness + 1));
        return arrives.isBefore(last) ? last : arrives;
    }

    private void travel(CompletableFuture<Object> answer, Instant arrives, Duration limit, Supplier<Object> step) {
        if (dead) {
            return;
        }
        calls++;
        boolean crashes = calls == crashAt;
        if (crashes) {
            dead = true;
            if (!crashAfterwards) {
                return;
            }
        }
        int fate = world.random.nextInt(1_000);
        boolean lostThere = fate < world.lost / 2;
        boolean lostBack = !lostThere && fate < world.lost;
        world.clock.schedule(() -> inside(() -> answer.completeExceptionally(world.away("an answer"))), limit);
        if (lostThere) {
            return;
        }
        world.clock.schedule(
                () -> {
                    try {
                        Object value = step.get();
                        if (!lostBack) {
                            back(() -> answer.complete(value));
                        }
                    } catch (RuntimeException e) {
                        back(() -> answer.completeExceptionally(e));
                    }
                },
                Duration.between(world.clock.instant(), arrives));
    }

    private void back(Runnable answer) {
        world.clock.schedule(() -> inside(answer), Duration.ofMillis(world.random.nextInt(world.slowness + 1)));
    }
}
