// Service worker: the shell and the lazy pages from the cache, everything else from the network.
// `cargo xtask build` fills in the four constants. Public and personal data are in IndexedDB, never here.
const BUILD = '__BUILD__';
const SHELL = ['__SHELL__'];
const CHUNKS = ['__CHUNKS__'];
/** Parts that few phones need: kept once they have been called for, and from then on brought along by every update. */
const RARE = ['__RARE__'];

const PREFIX = 'vs-shell-';
const CACHE = PREFIX + BUILD;
const PAGE = '/index.html';
/** Which build is active, for the one that follows it. */
const NOTES = 'vs-notes';
const ACTIVE = '/active-build';

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('message', (event) => {
  const type = event.data && event.data.type;
  if (type === 'skip-waiting') self.skipWaiting();
  if (type === 'precache-chunks') event.waitUntil(precacheChunks());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname === '/healthz' || url.pathname === '/readyz') return;
  if (request.mode === 'navigate') event.respondWith(shell(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(immutable(request));
  else event.respondWith(precached(request));
});

/**
 * All or nothing: a worker whose cache is half filled never gets to rule, and what has come waits for the next try. (It must
 * not be deleted: when a server goes back to an older build, this very cache may be the one that open tabs live on.)
 * The first time only the shell is awaited, so that the worker serves soon; an update also brings the lazy pages, because
 * their names change with every build and the old ones are of no use to the new shell.
 */
async function install() {
  const cache = await caches.open(CACHE);
  const paths = self.registration.active ? SHELL.concat(CHUNKS, await rareOnesInUse()) : SHELL;
  await Promise.all(paths.map((path) => keep(cache, path)));
}

/** The rare parts that some build's cache holds: whoever has used one relies on it without a network too. */
async function rareOnesInUse() {
  const stem = (path) => path.slice(0, path.lastIndexOf('-') + 1);
  const used = new Set();
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const requests = await (await caches.open(name)).keys();
    for (const { url } of requests) used.add(stem(new URL(url).pathname));
  }
  return RARE.filter((path) => used.has(stem(path)));
}

async function keep(cache, path) {
  if (await cache.match(path)) return;
  await (path === PAGE ? putPage(cache) : put(cache, path));
}

/** The page must be of this very build: between two requests the server may have been upgraded. */
async function putPage(cache) {
  const answer = await fetch('/', { cache: 'no-cache' });
  const html = await answer.clone().text();
  if (!answer.ok || !html.includes(BUILD)) throw new Error('page of another build');
  await cache.put(PAGE, plain(answer));
}

async function put(cache, path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path + ' ' + answer.status);
  await cache.put(path, plain(answer));
}

/** A redirected answer may not serve a navigation. */
function plain(answer) {
  if (!answer.redirected) return answer;
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

/** Keeps the build that was active before: tabs opened under it still fetch their lazy pages by their old names. */
async function activate() {
  const notes = await caches.open(NOTES);
  const noted = await notes.match(ACTIVE);
  const previous = noted && (await noted.text());
  // First of all, so that the next build knows it even if the browser ends this one in the middle.
  if (previous !== CACHE) await notes.put(ACTIVE, new Response(CACHE));
  const stale = (name) => name.startsWith(PREFIX) && name !== CACHE && name !== previous;
  await Promise.all((await caches.keys()).filter(stale).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/**
 * One after the other and without complaint: what is missing is fetched when its page is opened. The shell too: caches may have
 * been emptied since this worker was installed, and without it nothing starts without a network.
 */
async function precacheChunks() {
  const cache = await caches.open(CACHE);
  for (const path of SHELL.concat(CHUNKS)) await keep(cache, path).catch(() => {});
}

/** What a cache holds; nothing where the storage is damaged or closed, so that the network can still help. */
function found(request, options) {
  return caches.match(request, { ignoreVary: true, ...options }).catch(() => undefined);
}

async function shell(request) {
  return (await found(PAGE, { cacheName: CACHE })) || fetch(request);
}

/** Hashed names never change their content, so any build's cache will do. */
async function immutable(request) {
  const known = await found(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => {});
  }
  return answer;
}

async function precached(request) {
  return (await found(request, { cacheName: CACHE })) || fetch(request);
}
