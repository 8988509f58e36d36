/** The command line. */
// Micrometer has no module descriptors, only fixed module names.
@SuppressWarnings("requires-automatic")
module dev.millwright.worker.cli {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires transitive dev.millwright.worker;
    requires dev.millwright.worker.fleet;
    requires dev.millwright.worker.testkit;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires jdk.httpserver;
    requires jdk.management;
    requires jdk.unsupported;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.millwright.worker.cli;

    opens dev.millwright.worker.cli.internal to
            info.picocli;

    provides ch.qos.logback.classic.spi.Configurator with
            dev.millwright.worker.cli.internal.log.ConsoleLogging;

    uses dev.millwright.worker.JobModule;
}
