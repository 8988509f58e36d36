/** The worker runtime. */
// Micrometer and OpenTelemetry have no module descriptors, only fixed module names.
@SuppressWarnings({"requires-automatic", "module"}) // module: the command line is compiled later
module dev.millwright.worker {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static micrometer.core;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires jdk.net;
    requires org.slf4j;
    requires tools.jackson.core;
    requires transitive tools.jackson.databind;

    exports dev.millwright.worker;
    exports dev.millwright.worker.micrometer;
    exports dev.millwright.worker.opentelemetry;
    exports dev.millwright.worker.internal.platform to
            dev.millwright.worker.cli;
}
