package dev.millwright.worker.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a {@link FaktoryTest} that prepares the worker: it takes a
 * {@link dev.millwright.worker.Worker.Builder} that already knows the server, and registers the
 * functions to test. It can take the other parameters of a test too, but no worker. Called for each
 * test that uses a worker, just before the worker starts; those of superclasses and of the classes
 * around a nested one come first. May be static and of any visibility but private.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface WorkerSetup {}
