// Kill switch: the server answers with this in place of sw.js when VS_SERVICE_WORKER=off. It removes the
// caches and itself, and leaves open pages alone. Saved records are in IndexedDB and stay.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave() {
  const ours = (await caches.keys()).filter((name) => name.startsWith('vs-'));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
