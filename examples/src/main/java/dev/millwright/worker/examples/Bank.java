package dev.millwright.worker.examples;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for a database: what is written in a transaction is there once that is committed. Any thread. */
final class Bank {
    private final Map<String, Integer> balances = new ConcurrentHashMap<>();

    Transaction begin() {
        return new Transaction();
    }

    int balance(String account) {
        return balances.getOrDefault(account, 0);
    }

    /** As a JDBC connection without auto-commit whose pool rolls back what is returned uncommitted. For one thread. */
    final class Transaction implements AutoCloseable {
        private final Map<String, Integer> changes = new HashMap<>();

        void add(String account, int amount) {
            changes.merge(account, amount, Integer::sum);
        }

        void commit() {
            changes.forEach((account, amount) -> balances.merge(account, amount, Integer::sum));
        }

        @Override
        public void close() {
            changes.clear();
        }
    }
}
