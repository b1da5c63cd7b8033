//! The process: arguments in, an exit code out. What happens between stands in the library.

use pldoctor::{app, cli, exit};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(stop) => {
            // Nobody is left to be told when even this cannot be printed.
            let _ = stop.print();
            return stop.exit_code().into();
        }
    };
    match catch_unwind(AssertUnwindSafe(|| app::run(cli))) {
        Ok(Ok(code)) => code.into(),
        Ok(Err(failure)) => {
            failure.messages().into_iter().for_each(complain);
            failure.exit_code().into()
        }
        Err(_) => {
            complain("this is a fault of pldoctor, not of your link; please report it with the lines above");
            exit::INTERNAL.into()
        }
    }
}

fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "error: {message}");
}
