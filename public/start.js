// Starts the app and looks after its service worker. Bundled with wasm-bindgen's glue by `cargo xtask build`.
import init from './app.js';

const root = document.documentElement;
const notice = document.getElementById('not-loaded');
const wasmUrl = new URL('./app_bg.wasm', import.meta.url);

/** What the first search looks through, and what the other pages begin with: the paths of `model::api`. */
const STATIONS = '/api/v1/packs/stations';
const CATALOGUE = '/api/v1/packs/catalogue';
/** The database of `src/browser/schema.rs`; before the first visit there is none. */
const DATABASE = 'veterans-station';
/** Of some 310,000 bytes of the module, unpacked: what is still to come then takes a slow line about one round trip. */
const NEARLY_ALL = 220000;

/** Whether this is a first visit; where the browser does not say, or not soon, it counts as none. */
async function isFirst() {
  if (navigator.serviceWorker?.controller || !window.indexedDB?.databases) return false;
  const all = await Promise.race([indexedDB.databases().catch(() => undefined), pause(300)]);
  return Boolean(all) && !all.some(({ name }) => name === DATABASE);
}

/**
 * On a first visit the data is asked for when the module has nearly come: it follows on the line without a gap, and
 * takes nothing from the module. The app's own request then finds it under way. (`copy`: the module's answer once more.)
 */
async function hasten(copy) {
  const reader = copy.body.getReader();
  for (let bytes = 0; bytes < NEARLY_ALL;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
  }
  reader.cancel();
  const paths = location.pathname === '/stations' ? [STATIONS] : [CATALOGUE, STATIONS];
  for (const path of paths) {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'preload', as: 'fetch', crossOrigin: '', href: path });
    document.head.append(link);
  }
}

/** Waits a while, or until the network is back, whichever is first. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    }
    addEventListener('online', done);
  });
}

/** The module's answer; tries again for as long as the page is open, and says so from the first failure on. */
async function fetchModule() {
  const first = isFirst();
  for (let wait = 2000; ; wait = Math.min(wait * 2, 60000)) {
    try {
      const answer = await fetch(wasmUrl);
      if (!answer.ok) throw new Error(String(answer.status));
      if (await first) hasten(answer.clone()).catch(() => {});
      return await WebAssembly.compileStreaming(answer);
    } catch (_) {
      root.dataset.boot = 'failed';
      if (notice) notice.hidden = false;
      await pause(wait);
    }
  }
}

async function start() {
  const module_or_path = await fetchModule();
  try {
    await init({ module_or_path });
  } catch (error) {
    // The static page stays, with its telephone numbers and a link to load it anew.
    root.dataset.boot = 'failed';
    loadLinks();
    if (notice) notice.hidden = false;
    throw error;
  }
  if (notice) notice.hidden = true;
  root.dataset.boot = 'ready';
}

/**
 * From now on each link loads its page, and `href=""` this one. A stopped app's listener would go on taking every click on
 * a link, and nothing would open: this one hears it first.
 */
function loadLinks() {
  addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.stopImmediatePropagation();
    if (link.getAttribute('href')) return;
    event.preventDefault();
    location.reload();
  }, true);
}

/**
 * A trap ends the app for good, and nothing it draws would work any more: said in the page's own HTML. What was kept is
 * in the database; where nothing is, `data-kept` is missing on <html>, and the style shows the other sentence.
 */
function stopped(error) {
  const box = document.getElementById('broken');
  if (!box || root.dataset.boot !== 'ready' || !(error instanceof WebAssembly.RuntimeError)) return;
  root.dataset.boot = 'stopped';
  loadLinks();
  box.hidden = false;
  box.querySelector('a').focus();
}

addEventListener('error', (event) => stopped(event.error));
addEventListener('unhandledrejection', (event) => stopped(event.reason));

/**
 * Offers a new version and never forces it: `data-update="ready"` on <html> and the event `vs-update-ready` tell the app;
 * the app answers with the event `vs-update-accept`, and only this tab reloads. The app also sends it where `data-gone`
 * says that the server has no more of this build's parts, and the person wants another try.
 */
function offer(registration) {
  const waiting = registration.waiting;
  if (!waiting || !navigator.serviceWorker.controller) return;
  root.dataset.update = 'ready';
  document.dispatchEvent(new CustomEvent('vs-update-ready'));
  // The style hides it in the middle of a wizard.
  const toast = document.getElementById('update');
  if (!toast) return;
  const [later, now] = toast.querySelectorAll('button');
  later.onclick = () => { toast.hidden = true; };
  now.onclick = () => document.dispatchEvent(new CustomEvent('vs-update-accept'));
  toast.hidden = false;
}

async function register() {
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  const follow = () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => worker.state === 'installed' && offer(registration));
  };
  offer(registration);
  // It may have been found before anybody listened.
  follow();
  registration.addEventListener('updatefound', follow);
  lookNowAndThen(registration);
  const { active } = await navigator.serviceWorker.ready;
  // The lazy pages come in the background, so that they open without a network too.
  active?.postMessage({ type: 'precache-chunks' });
}

/** Browsers look for a new version when a page is loaded; an app on the home screen may go without that for weeks. */
function lookNowAndThen(registration) {
  let last = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - last < 3600000) return;
    last = Date.now();
    registration.update().catch(() => {});
  });
}

async function accept() {
  const workers = navigator.serviceWorker;
  const registration = workers && (await workers.getRegistration().catch(() => undefined));
  if (registration && !registration.waiting && 'gone' in root.dataset) await fetchUpdate(registration);
  const worker = registration && registration.waiting;
  if (!worker) {
    location.reload();
    return;
  }
  workers.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage({ type: 'skip-waiting' });
  // The old worker may hold it up with an answer that does not come: a page loaded anew lets go of that.
  setTimeout(() => location.reload(), 8000);
}

/** Waits until a new version is here, or until it is clear that there is none. */
async function fetchUpdate(registration) {
  await registration.update().catch(() => {});
  const worker = registration.installing;
  if (worker) await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
}

document.addEventListener('vs-update-accept', accept);

// In a browser that is too old (boot.js has said so) nothing would come of it.
if (root.dataset.boot !== 'too-old') start();

/** Resolves when the app has its data, or knows that it gets none now (`data-settled` on <html>); and if it does not start, after a while. */
function settled() {
  return new Promise((resolve) => {
    const look = () => 'settled' in root.dataset && resolve();
    new MutationObserver(look).observe(root, { attributes: true });
    look();
    setTimeout(resolve, 20000);
  });
}

// After the first search could be answered, and a breath: on a slow line all that comes before delays it. Without a service
// worker (in-app browsers, private windows, plain HTTP) everything works but the cold start offline.
if ('serviceWorker' in navigator) settled().then(() => setTimeout(() => register().catch(() => {}), 1000));
