/** Small programs to read and to run. */
module dev.millwright.worker.examples {
    requires static org.jspecify;
    requires transitive dev.millwright.worker;
    requires dev.millwright.worker.cli;
    requires dev.millwright.worker.fleet;
    requires java.net.http;

    exports dev.millwright.worker.examples;
}
