package dev.millwright.worker.testkit.internal.junit;

import dev.millwright.worker.testkit.WorkerSetup;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Finds and calls the {@code @WorkerSetup} methods of a test. Stateless. */
final class WorkerSetups {
    private WorkerSetups() {}

    static void call(ExtensionContext context) {
        boolean found = false;
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            for (Method method : methods(instance.getClass())) {
                context.getExecutableInvoker().invoke(method, instance);
                found = true;
            }
        }
        if (!found) {
            throw new ParameterResolutionException(
                    context.getRequiredTestClass().getSimpleName()
                            + " has no function for the worker to run: add a method with @WorkerSetup that takes a"
                            + " Worker.Builder and registers them");
        }
    }

    /** Those of superclasses first; one that is overridden only once. */
    private static Collection<Method> methods(Class<?> type) {
        Map<String, Method> methods = new LinkedHashMap<>();
        if (type.getSuperclass() != null) {
            methods(type.getSuperclass()).forEach(method -> methods.put(signature(method), method));
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(WorkerSetup.class)) {
                methods.put(signature(method), method);
            }
        }
        return methods.values();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
