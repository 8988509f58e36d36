package dev.millwright.worker.testkit.internal.junit;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.WorkerSetup;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test the {@link Surroundings} that its parameters ask for and takes them down after it.
 * Stateless; what belongs to a test is in JUnit's store for that test.
 */
public final class FaktoryExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(FaktoryExtension.class);
    private static final Set<Class<?>> TYPES = Set.of(
            DevServer.class, FaktoryClient.class, Worker.class, Worker.Builder.class, Jobs.class, ManualClock.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("a " + type.getSimpleName()
                    + " belongs to one test: take it in the test method or a @BeforeEach method, not in "
                    + parameter.getDeclaringExecutable());
        }
        Surroundings surroundings = surroundings(context);
        if (type == DevServer.class) {
            return surroundings.server();
        } else if (type == FaktoryClient.class) {
            return surroundings.client();
        } else if (type == ManualClock.class) {
            return surroundings.clock();
        }
        boolean inSetup = parameter.getDeclaringExecutable() instanceof Method method
                && method.isAnnotationPresent(WorkerSetup.class);
        if (inSetup != (type == Worker.Builder.class)) {
            throw new ParameterResolutionException(
                    inSetup
                            ? "there is no " + type.getSimpleName() + " yet in a @WorkerSetup method"
                            : "a Worker.Builder is given to @WorkerSetup methods only");
        }
        if (type == Worker.Builder.class) {
            return surroundings.workerBuilder();
        }
        surroundings.startWorker(() -> WorkerSetups.call(context));
        return type == Jobs.class ? surroundings.jobs() : surroundings.worker();
    }

    private static Surroundings surroundings(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(
                        Surroundings.class, type -> new Surroundings(manualClock(context)), Surroundings.class);
    }

    private static boolean manualClock(ExtensionContext context) {
        // A nested class takes after the class around it.
        return context.getRequiredTestInstances().getAllInstances().stream()
                .map(instance -> instance.getClass().getAnnotation(FaktoryTest.class))
                .anyMatch(annotation -> annotation != null && annotation.manualClock());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Surroundings surroundings = store(context).remove(Surroundings.class, Surroundings.class);
        if (surroundings != null) {
            surroundings.close();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
