/** The command line. */
module dev.millwright.worker.cli {
    requires static transitive org.jspecify;
    requires transitive dev.millwright.worker;
    requires dev.millwright.worker.testkit;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires org.slf4j;

    exports dev.millwright.worker.cli;

    opens dev.millwright.worker.cli to
            info.picocli;
}
