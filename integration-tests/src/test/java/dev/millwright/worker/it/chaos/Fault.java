package dev.millwright.worker.it.chaos;

import java.time.Duration;

/**
 * One fault of a plan.
 *
 * @param kind what goes wrong
 * @param verb the command that is struck, where a fault strikes a single one
 * @param choice any number: which connection, or how many commands of the verb pass before
 * @param length how long it lasts, where it has a length
 */
record Fault(FaultKind kind, String verb, int choice, Duration length) {}
