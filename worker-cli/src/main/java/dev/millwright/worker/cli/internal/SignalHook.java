package dev.millwright.worker.cli.internal;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One signal of this process, handled by us until {@link #close()} puts back what was there before. By
 * reflection: every JDK has sun.misc.Signal, and there is no other way, but javac warns of its very name.
 * Any thread; actions run on the JVM's signal threads.
 */
final class SignalHook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalHook.class);

    private final String name;
    private final @Nullable Object before;

    private SignalHook(String name, @Nullable Object before) {
        this.name = name;
        this.before = before;
    }

    /** Handles a signal; does nothing where there is no such signal. */
    static SignalHook on(String name, Runnable action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            return new SignalHook(name, handle(name, ours));
        } catch (ReflectiveOperationException e) {
            LOG.debug("no signal {} here", name, e);
            return new SignalHook(name, null);
        }
    }

    private static Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Object named = signal.getConstructor(String.class).newInstance(name);
        return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, named, handler);
    }

    @Override
    public void close() {
        if (before == null) {
            return;
        }
        try {
            handle(name, before);
        } catch (ReflectiveOperationException e) {
            LOG.debug("cannot put back the handler of {}", name, e);
        }
    }
}
