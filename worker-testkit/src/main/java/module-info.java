/** Helpers for tests. */
module dev.millwright.worker.testkit {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;
    requires transitive dev.millwright.worker;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.millwright.worker.testkit;

    // JUnit makes the extension behind @FaktoryTest itself.
    opens dev.millwright.worker.testkit.internal.junit;
}
