package com.example;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerStatus;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

@Component
class WorkerHealthIndicator implements HealthIndicator {
    private final Worker worker;

    WorkerHealthIndicator(Worker worker) {
        this.worker = worker;
    }

    @Override
    public Health health() {
        WorkerStatus status = worker.status();
        Health.Builder health = Health.up();
        status.notReady().ifPresent(why -> health.outOfService().withDetail("reason", why));
        status.stalled().ifPresent(why -> health.down().withDetail("reason", why));
        return health.withDetail("pools", status.pools())
                .withDetail("pendingReports", status.pendingReports())
                .build();
    }
}
