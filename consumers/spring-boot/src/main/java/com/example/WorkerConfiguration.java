package com.example;

import dev.millwright.worker.Worker;
import dev.millwright.worker.micrometer.WorkerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {
    /** Only built here, not started. */
    @Bean
    Worker worker(Greeter greeter, Approvals approvals, MeterRegistry registry) {
        WorkerMetrics metrics = new WorkerMetrics(registry);
        Worker worker = Worker.builder()
                .concurrency(20)
                .register(Greeter.GREET, greeter)
                .register("approval", approvals)
                .listener(metrics)
                .build();
        metrics.bindTo(worker);
        return worker;
    }
}
