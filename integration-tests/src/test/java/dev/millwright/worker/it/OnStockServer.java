package dev.millwright.worker.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class need a stock Faktory server. A parameter of type {@link StockServer}, of a test,
 * a constructor or a lifecycle method, is one that the tests of the class share, emptied before each test;
 * it is started when first asked for. Tests that need another start their own.
 *
 * <p>Where there is no server each test is skipped with the reason, and under {@code CI=true} fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StockServerExtension.class)
public @interface OnStockServer {}
