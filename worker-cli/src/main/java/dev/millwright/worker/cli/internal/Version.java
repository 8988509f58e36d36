package dev.millwright.worker.cli.internal;

import picocli.CommandLine.IVersionProvider;

/** Reads the version from the jar's manifest. Stateless. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"millwright " + current() + " on Java " + Runtime.version()};
    }

    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
