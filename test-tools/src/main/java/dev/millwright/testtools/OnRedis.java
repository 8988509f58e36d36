package dev.millwright.testtools;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tests of a class, or one test, need {@code redis-server}. Where there is none each is skipped with the reason, and
 * under {@code CI=true} fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnRedis.Condition.class)
public @interface OnRedis {

    /** Judges methods, not classes, so that every test that is left out is counted. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> absence = context.getTestMethod().flatMap(method -> RedisServer.absence());
            if (absence.isPresent() && "true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(absence.get() + " (an error because CI=true)");
            }
            return absence.map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("there is a Redis"));
        }
    }
}
