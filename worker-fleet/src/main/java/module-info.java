/** Workers that know of each other. */
// Lettuce and its annotations have no module descriptors, only fixed module names.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.millwright.worker.fleet {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires static micrometer.core;
    requires transitive dev.millwright.worker;
    requires io.netty.common;
    // Used by Lettuce, which as an automatic module names nothing that it needs.
    requires io.netty.buffer;
    requires io.netty.handler;
    requires io.netty.resolver.dns;
    requires io.netty.transport;
    requires java.net.http;
    requires lettuce.core;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    exports dev.millwright.worker.fleet;
    exports dev.millwright.worker.fleet.micrometer;
}
