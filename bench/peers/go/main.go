// Worker program of the benchmark on github.com/contribsys/faktory_worker_go.
//
// Every program under bench/peers takes the same flags and registers the same three job types:
//
//	sample.noop   does nothing
//	sample.sleep  waits args[0] milliseconds
//	bench.stamp   prints "stamp <args[0]> <wall clock in ns>" as its first act
//
// SIGTERM stops it the way the library itself offers.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	worker "github.com/contribsys/faktory_worker_go"
)

func main() {
	server := flag.String("server", "tcp://localhost:7419", "URL of the Faktory server")
	queue := flag.String("queue", "default", "queue to fetch from")
	concurrency := flag.Int("concurrency", 20, "jobs run at the same time")
	flag.Parse()

	// The library reads the server's address from the environment only.
	if err := os.Setenv("FAKTORY_URL", *server); err != nil {
		log.Fatalf("cannot set FAKTORY_URL: %v", err)
	}

	manager := worker.NewManager()
	manager.Concurrency = *concurrency
	manager.ProcessStrictPriorityQueues(*queue)
	manager.Register("sample.noop", noop)
	manager.Register("sample.sleep", sleep)
	manager.Register("bench.stamp", stamp)

	// Handles SIGTERM itself: waits for running jobs, then exits 0.
	if err := manager.Run(); err != nil {
		log.Fatalf("cannot start: %v", err)
	}
}

func noop(context.Context, ...interface{}) error {
	return nil
}

func sleep(_ context.Context, args ...interface{}) error {
	time.Sleep(time.Duration(args[0].(float64)) * time.Millisecond)
	return nil
}

func stamp(_ context.Context, args ...interface{}) error {
	now := time.Now().UnixNano()
	fmt.Printf("stamp %d %d\n", int64(args[0].(float64)), now)
	return nil
}
