package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a store that can be cut, lose hints, or lead elsewhere; writes down what is asked. Any thread. */
public final class Switch {
    public final Queue<String> asked = new ConcurrentLinkedQueue<>();
    public volatile boolean away;
    public volatile boolean deaf;
    public volatile boolean silent;
    public volatile FleetStore target;

    public Switch(FleetStore target) {
        this.target = target;
    }

    public FleetStore store() {
        return (FleetStore) Proxy.newProxyInstance(
                Switch.class.getClassLoader(), new Class<?>[] {FleetStore.class}, (proxy, method, args) -> {
                    asked.add(method.getName());
                    if (method.getName().equals("listen")) {
                        Runnable hint = (Runnable) args[0];
                        target.listen(() -> {
                            if (!deaf && !away) {
                                hint.run();
                            }
                        });
                        return null;
                    }
                    if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
                        if (silent) {
                            return new CompletableFuture<>();
                        }
                        if (away) {
                            return CompletableFuture.failedFuture(
                                    new FleetException("the fleet's store is away", null));
                        }
                    }
                    try {
                        return method.invoke(target, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    public long count(String method) {
        return asked.stream().filter(method::equals).count();
    }
}
