package com.example;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Jobs that run until somebody approves them over HTTP. */
@RestController
class Approvals implements JobHandler {
    private final ConcurrentMap<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

    @Override
    public void run(JobContext context) throws InterruptedException {
        waiting(context.job().jid()).await();
    }

    @PostMapping("/approvals/{jid}")
    void approve(@PathVariable("jid") String jid) {
        waiting(jid).countDown();
    }

    private CountDownLatch waiting(String jid) {
        return waiting.computeIfAbsent(jid, unused -> new CountDownLatch(1));
    }
}
