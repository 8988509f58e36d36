/** Small programs to read and to run. */
module dev.millwright.worker.examples {
    requires static org.jspecify;
    requires dev.millwright.worker;
    requires dev.millwright.worker.cli;
}
