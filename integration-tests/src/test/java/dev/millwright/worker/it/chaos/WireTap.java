package dev.millwright.worker.it.chaos;

/** Hears what passes between workers and server, just before it is passed on. Called by many threads. */
interface WireTap {
    /** The server has given a job to a worker; the reply may still get lost. */
    void handedOut(String wid, String jid);

    /** A worker pushes a job, for instance one back that it holds; the command may still get lost. */
    void pushed(String wid, String jid);

    /**
     * A worker reports a job; the command may still get lost.
     *
     * @param verb ACK or FAIL
     */
    void sent(String wid, String verb, String jid);
}
