//! Worker program of the benchmark on the `faktory` crate.
//! Same flags, job types and output as ../../go/main.go, which describes them.

use std::error::Error;
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use faktory::{Job, Worker};
use tokio::signal::unix::{signal, SignalKind};

struct Options {
    server: String,
    queue: String,
    concurrency: usize,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = parse(std::env::args().skip(1))?;

    let mut terminate = signal(SignalKind::terminate())?;
    let mut worker = Worker::builder()
        .workers(options.concurrency)
        .with_graceful_shutdown(async move {
            terminate.recv().await;
        })
        .register_fn("sample.noop", noop)
        .register_fn("sample.sleep", sleep)
        .register_fn("bench.stamp", stamp)
        .connect_to(&options.server)
        .await?;

    // Ends when the shutdown signal fires; the crate does not await fetches in flight.
    worker.run(&[options.queue]).await?;
    Ok(())
}

async fn noop(_job: Job) -> io::Result<()> {
    Ok(())
}

async fn sleep(job: Job) -> io::Result<()> {
    tokio::time::sleep(Duration::from_millis(number(&job)?)).await;
    Ok(())
}

async fn stamp(job: Job) -> io::Result<()> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(io::Error::other)?;
    println!("stamp {} {}", number(&job)?, now.as_nanos());
    Ok(())
}

fn number(job: &Job) -> io::Result<u64> {
    job.args()
        .first()
        .and_then(|arg| arg.as_u64())
        .ok_or_else(|| io::Error::other("args[0] must be a whole number"))
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        server: "tcp://localhost:7419".into(),
        queue: "default".into(),
        concurrency: 20,
    };
    while let Some(flag) = args.next() {
        let value = args.next().ok_or(format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--server" => options.server = value,
            "--queue" => options.queue = value,
            "--concurrency" => {
                options.concurrency = value
                    .parse()
                    .map_err(|_| format!("--concurrency must be a number, not {value}"))?
            }
            _ => return Err(format!("unknown flag {flag}")),
        }
    }
    Ok(options)
}
