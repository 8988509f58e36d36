/** Helpers for tests. */
module dev.millwright.worker.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.millwright.worker;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.millwright.worker.testkit;
}
