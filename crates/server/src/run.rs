//! From a configuration to a running server, and its orderly end.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use model::civil::Timestamp;
use tokio::net::TcpListener;

use crate::app::{App, Parts, router};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::demo;
use crate::http::assets::{AssetError, Assets, ServiceWorker};
use crate::key::ServerKey;
use crate::load::{self, LoadError};
use crate::lock::Running;
use crate::public::Dataset;
use crate::serve::{Bounds, serve};
use crate::store::database::{Database, SqlStore, StoreOptions};
use crate::store::{Store, StoreError};

/// The database's name in the data folder.
pub const DATABASE: &str = "veterans-station.db";
/// How long actions are remembered. At least 90 days are promised; phones lie in drawers.
const ACTION_DAYS: i64 = 180;
/// How long it is told that a notice is no more. Whoever was away for longer starts over.
const NOTICE_DAYS: i64 = 400;
/// How often old actions are looked for.
const PRUNE_EVERY: Duration = Duration::from_secs(24 * 3_600);

/// Why the server did not start or ended.
#[derive(Debug)]
pub enum RunError {
    /// The data folder cannot be used.
    Folder(PathBuf, io::Error),
    /// The public data.
    Load(LoadError),
    /// The database.
    Store(StoreError),
    /// The built app.
    Assets(AssetError),
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// The database was written under another key.
    OtherKey(String),
    /// It has demonstration accounts, and nobody asked for a demonstration.
    Demonstration,
    /// The task that writes is no more; a new start mends it.
    Ended,
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path, error) => write!(f, "the data folder {}: {error}", path.display()),
            Self::Load(error) => write!(f, "the public data: {error}"),
            Self::Store(error) => write!(f, "the database: {error}"),
            Self::Assets(error) => write!(f, "the built app: {error}"),
            Self::Listen(address, error) => write!(f, "listening on {address}: {error}"),
            Self::OtherKey(database) => write!(
                f,
                "the database {database} was written under another server key: bring the file \
                 `server.key` of the server that made it, and name it with --key. Without it, what \
                 devices repeat is not recognised and second factors do not open."
            ),
            Self::Demonstration => f.write_str(
                "the database has demonstration accounts, whose password everybody may know: shut \
                 them, or say --demo if this server is for showing around",
            ),
            Self::Ended => f.write_str("nothing can be written any more"),
        }
    }
}

impl std::error::Error for RunError {}

/// Opens the store and takes over the data set's stations.
pub async fn open_store(
    database: &Database,
    dataset: &Arc<Dataset>,
    options: StoreOptions,
) -> Result<Arc<SqlStore>, RunError> {
    if let Database::Sqlite(file) = database {
        make_private(file).map_err(|error| RunError::Folder(file.clone(), error))?;
    }
    let store = SqlStore::open(database, Arc::clone(dataset) as _, options).await;
    let store = Arc::new(store.map_err(RunError::Store)?);
    if store
        .import(dataset.import())
        .await
        .map_err(RunError::Store)?
    {
        tracing::info!(
            stations = dataset.stations.len(),
            "the data set was taken over"
        );
    }
    Ok(store)
}

/// The key that the configuration names. Errors: there is none, and none can be made.
pub fn server_key(config: &Config) -> Result<ServerKey, RunError> {
    let folder = &config.data;
    let (key, place) = match &config.key {
        Some(file) => (ServerKey::of_file(file), file),
        None => (ServerKey::of_folder(folder), folder),
    };
    key.map_err(|error| RunError::Folder(place.clone(), error))
}

/// Makes the file readable for the server only, before anything is in it; SQLite gives the files
/// beside it the same rights.
pub(crate) fn make_private(file: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

/// The built app: from the folder given, from inside this program, or from `./dist`.
fn assets(spa: Option<&Path>, worker: ServiceWorker) -> Result<Assets, AssetError> {
    if let Some(folder) = spa {
        return Assets::from_folder(folder, worker);
    }
    #[cfg(feature = "embed-spa")]
    return Assets::embedded(worker);
    #[cfg(not(feature = "embed-spa"))]
    {
        let usual = Path::new("dist");
        if usual.join("manifest.json").is_file() {
            return Assets::from_folder(usual, worker);
        }
        tracing::warn!("no built app here: only the API is served");
        Ok(Assets::none())
    }
}

/// A server that listens but does not yet answer.
pub struct Server {
    listener: TcpListener,
    app: App,
    running: Option<Running>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Opens everything and listens.
    pub async fn start(config: &Config) -> Result<Self, RunError> {
        let folder = &config.data;
        let failed = |error| RunError::Folder(folder.clone(), error);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let running = Running::on(folder).map_err(failed)?;
        let key = server_key(config)?;
        let assets = assets(config.spa.as_deref(), config.worker).map_err(RunError::Assets)?;
        let dataset = Arc::new(load::embedded().map_err(RunError::Load)?);
        let options = StoreOptions {
            queue: config.queue,
            ..StoreOptions::default()
        };
        let database = config.database();
        let store = open_store(&database, &dataset, options).await?;
        let claimed = store.claim(key.fingerprint()).await;
        if !claimed.map_err(RunError::Store)? {
            store.close().await;
            return Err(RunError::OtherKey(database.to_string()));
        }
        if !config.demo && demo::has_accounts(&*store).await.map_err(RunError::Store)? {
            store.close().await;
            return Err(RunError::Demonstration);
        }
        let app = App::new(Parts {
            store,
            dataset,
            assets,
            clock: Arc::new(SystemClock),
            key,
            rates: config.rates,
            proxies: config.proxies.clone(),
            behind_tls: config.behind_tls,
        });
        let failed = |error| RunError::Listen(config.listen, error);
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self {
            listener,
            app,
            running: Some(running),
            address,
        })
    }

    /// Answers until `stop` comes; then takes no more, finishes what is under way, and closes the
    /// store. Errors: the store has ended by itself; whoever watches over the program starts it
    /// again.
    pub async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), RunError> {
        let Self {
            listener,
            app,
            running,
            ..
        } = self;
        let store = Arc::clone(&app.store);
        let pruning = tokio::spawn(prune(Arc::clone(&store), Arc::clone(&app.clock)));
        let served = tokio::select! {
            () = serve(listener, router(app), Bounds::default(), stop) => Ok(()),
            () = store.ended() => Err(RunError::Ended),
        };
        pruning.abort();
        store.close().await;
        drop(running);
        tracing::info!("stopped");
        served
    }
}

async fn prune(store: Arc<dyn Store>, clock: Arc<dyn Clock>) {
    loop {
        let now = clock.now();
        let ago = |days: i64| Timestamp(now.0.saturating_sub(days * 86_400_000));
        match store.prune_actions(ago(ACTION_DAYS)).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old actions were forgotten"),
            Err(error) => tracing::warn!(%error, "old actions could not be forgotten"),
        }
        let today = now.in_chongqing().0;
        match store.prune_changes(today, ago(NOTICE_DAYS)).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "empty slots and old notices were forgotten"),
            Err(error) => tracing::warn!(%error, "old changes could not be forgotten"),
        }
        tokio::time::sleep(PRUNE_EVERY).await;
    }
}

/// Comes when the operator stops the server: Ctrl-C, or the signal to terminate.
pub async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::limits::Rates;

    #[tokio::test]
    async fn a_store_that_ends_by_itself_ends_the_server() {
        let folder = tempfile::tempdir().unwrap();
        let dataset = Arc::new(Dataset::default());
        let database = Database::Sqlite(folder.path().join(DATABASE));
        let store = open_store(&database, &dataset, StoreOptions::default())
            .await
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            listener,
            running: None,
            app: App::new(Parts {
                store: store.clone(),
                dataset,
                assets: Assets::none(),
                clock: Arc::new(SystemClock),
                key: ServerKey::new([1; 32]),
                rates: Rates::default(),
                proxies: Default::default(),
                behind_tls: false,
            }),
        };
        let running = tokio::spawn(server.run(std::future::pending()));
        store.crash().await;
        let ended = tokio::time::timeout(Duration::from_secs(20), running).await;
        assert!(matches!(ended.unwrap().unwrap(), Err(RunError::Ended)));
    }
}
