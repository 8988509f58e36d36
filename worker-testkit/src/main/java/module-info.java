/** Helpers for tests. */
module dev.millwright.worker.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.millwright.worker;
}
