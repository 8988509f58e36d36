package dev.millwright.worker.it;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Behind {@link OnStockServer}: the condition, and the server that the tests of a class share. */
final class StockServerExtension implements ExecutionCondition, ParameterResolver, BeforeEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(StockServerExtension.class);

    /** Judges methods, not classes, so that every test that is left out is counted. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> absence = context.getTestMethod().flatMap(method -> FaktoryBinary.absence());
        if (absence.isPresent() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(absence.get() + " (an error because CI=true)");
        }
        return absence.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("there is a server"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StockServer.class;
    }

    @Override
    public StockServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FaktoryBinary.absence().ifPresent(Assumptions::abort);
        return shared(context).getOrComputeIfAbsent(StockServer.class, type -> StockServer.start(), StockServer.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        StockServer server = shared(context).get(StockServer.class, StockServer.class);
        if (server != null) {
            try (RawFaktory connection = server.producer()) {
                connection.command("FLUSH");
            }
        }
    }

    /** The class's own store: what it holds is closed after the class. */
    private static ExtensionContext.Store shared(ExtensionContext context) {
        ExtensionContext classContext = context;
        while (classContext.getTestMethod().isPresent()) {
            classContext = classContext.getParent().orElseThrow();
        }
        return classContext.getStore(NAMESPACE);
    }
}
