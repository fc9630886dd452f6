//! One running Klantstem: Slack, the web server, the courier and the timetable, side by side.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, routes, web};
use crate::features::feedback::views::answers;
use crate::platform::batch::Batcher;
use crate::platform::clock::Clock;
use crate::platform::config::{Secrets, SlackMode};
use crate::platform::ids::UserId;
use crate::platform::inbound;
use crate::platform::slack::gateway::{Dispatcher, Options, Parts};
use crate::platform::slack::http_events::{self, HttpEvents};
use crate::platform::slack::socket::{Health, SocketMode, SocketOptions};
use crate::platform::words::Words;

/// How long everything may take to end once it was asked to.
const GRACE: Duration = Duration::from_secs(8);

/// Runs until `cancel` is cancelled, then stops in order: first what takes in, then what sends out.
///
/// # Errors
/// Where the address can not be listened on, or a part ends although nobody asked it to.
pub async fn serve(
    app: Arc<App>,
    secrets: &Secrets,
    listener: TcpListener,
    cancel: CancellationToken,
) -> anyhow::Result<()> {
    run(app, secrets, listener, cancel, true).await
}

/// As [`serve`], but without the courier and the timetable: whoever calls this runs them by hand,
/// with clocks that stand still, as the tests do.
///
/// # Errors
/// As [`serve`].
pub async fn serve_by_hand(
    app: Arc<App>,
    secrets: &Secrets,
    listener: TcpListener,
    cancel: CancellationToken,
) -> anyhow::Result<()> {
    run(app, secrets, listener, cancel, false).await
}

async fn run(
    app: Arc<App>,
    secrets: &Secrets,
    listener: TcpListener,
    cancel: CancellationToken,
    acts_by_itself: bool,
) -> anyhow::Result<()> {
    let _served = app.ctx.db.say_served();
    let dispatcher = dispatcher(&app);
    let mut parts: JoinSet<(&'static str, anyhow::Result<()>)> = JoinSet::new();
    let socket = match app.ctx.config.slack.mode {
        SlackMode::Socket => Some(SocketMode::new(
            app.ctx.slack.clone(),
            SocketOptions {
                connections: app.ctx.config.slack.connections,
                ..SocketOptions::default()
            },
            dispatcher.clone(),
            app.ctx.clock.clone(),
        )),
        SlackMode::Http => None,
    };
    let health: Option<watch::Receiver<Health>> = socket.as_ref().map(SocketMode::health);
    let mut router = web::router(app.clone(), health);
    if app.ctx.config.slack.mode == SlackMode::Http {
        let events = HttpEvents::new(
            &secrets.slack_signing_secrets,
            app.ctx.clock.clone(),
            dispatcher.clone(),
        )?;
        router = router.merge(http_events::router(events));
    }
    let stop = cancel.child_token();
    spawn(&mut parts, "the web server", {
        let stop = stop.clone();
        async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(async move { stop.cancelled().await })
                .await
                .context("the web server failed")
        }
    });
    if let Some(socket) = socket {
        let stop = stop.clone();
        spawn(&mut parts, "Socket Mode", async move {
            socket.serve(stop).await;
            Ok(())
        });
    }
    if acts_by_itself {
        let timetable = app.timetable.clone().run(app.ctx.clone(), stop.clone());
        spawn(&mut parts, "the timetable", async move {
            timetable.await;
            Ok(())
        });
        let courier = app.courier(Clock::system()).run(stop.clone());
        spawn(&mut parts, "the courier", async move {
            courier.await;
            Ok(())
        });
    }
    let ended = tokio::select! {
        // A part that ended because it was asked to must not be taken for one that broke.
        biased;
        () = cancel.cancelled() => None,
        ended = parts.join_next() => ended,
    };
    stop.cancel();
    let outcome = match ended {
        None => Ok(()),
        Some(Ok((part, Ok(())))) => {
            Err(anyhow::anyhow!("{part} ended although nobody asked it to"))
        }
        Some(Ok((_, Err(error)))) => Err(error),
        Some(Err(error)) => Err(anyhow::Error::new(error).context("a part of Klantstem broke")),
    };
    let rest = async {
        while parts.join_next().await.is_some() {}
        dispatcher.drain(GRACE).await;
    };
    if tokio::time::timeout(GRACE, rest).await.is_err() {
        tracing::warn!(
            "some work was broken off; the outbox and the database know how far it came"
        );
    }
    app.ctx.db.close().await;
    outcome
}

fn spawn(
    parts: &mut JoinSet<(&'static str, anyhow::Result<()>)>,
    name: &'static str,
    part: impl Future<Output = anyhow::Result<()>> + Send + 'static,
) {
    parts.spawn(async move { (name, part.await) });
}

/// What stands between Slack and the routes: once each, in time, whatever happens.
fn dispatcher(app: &Arc<App>) -> Dispatcher {
    let recorder = Batcher::start({
        let ctx = app.ctx.clone();
        move |keys: Vec<String>| {
            let ctx = ctx.clone();
            async move { inbound::record(&ctx.db, &keys, ctx.clock.now()).await }
        }
    });
    let language = app.ctx.config.workspace.language;
    Dispatcher::new(Parts {
        handler: Arc::new({
            let app = app.clone();
            move |inbound| {
                let app = app.clone();
                Box::pin(async move {
                    let acts = routes::acts_elsewhere(&inbound);
                    let answer = routes::handle(&app, inbound).await;
                    if let (Some(user), Ok(_)) = (acts, &answer) {
                        tokio::spawn(refresh_home(app, user));
                    }
                    answer
                })
            }
        }),
        first_sight: Arc::new(move |key| {
            let recorder = recorder.clone();
            Box::pin(async move { recorder.store(key).await })
        }),
        forget: Some(Arc::new({
            let db = app.ctx.db.clone();
            move |key| {
                let db = db.clone();
                Box::pin(async move { inbound::take_back(&db, &key).await })
            }
        })),
        apology: Arc::new(move |_, number| answers::apology(Words::of(language), number).to_json()),
        client: app.ctx.slack.clone(),
        options: Options::default(),
    })
}

/// Brings App Home in line with what somebody did, while Slack has the answer already.
async fn refresh_home(app: Arc<App>, user: UserId) {
    if let Err(error) = routes::refresh_home(&app, &user).await {
        tracing::warn!(
            error = format!("{error:#}"),
            "App Home can not be shown anew; it is when it is opened"
        );
    }
}

/// Cancelled when the process is asked to stop: SIGTERM or Ctrl-C.
///
/// # Errors
/// Where the system does not let us listen for signals.
pub fn stop_signal() -> anyhow::Result<CancellationToken> {
    let cancel = CancellationToken::new();
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn({
        let cancel = cancel.clone();
        async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            cancel.cancel();
        }
    });
    Ok(cancel)
}
