//! Parses the command line and hands over.

use std::process::ExitCode;

use clap::Parser as _;
use klantstem::app::cli::{self, Cli};

fn main() -> ExitCode {
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("klantstem: another TLS provider was installed first");
        return ExitCode::FAILURE;
    }
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(cli::run(cli)),
        Err(error) => {
            eprintln!("klantstem: the system gives no threads: {error}");
            ExitCode::FAILURE
        }
    }
}
