// Starts: cold on a slow line with a slow processor, the bytes to the first screen, and warm without any network.
import { milliseconds, need, quantile, report, slowLine, slowProcessor, withPhone } from './_browser.mjs';
import { installed } from '../lib/installed.mjs';
import { Proxy } from '../lib/proxy.mjs';

const TIMES = 3;
const firstPaints = [];
const firstAnswers = [];
const warmStarts = [];
let screen = 0;
let answered = 0;
let settled = 0;
let refused = 0;

for (let time = 0; time < TIMES; time += 1) {
  const line = await slowLine();
  await withPhone(async (context) => {
    const page = await context.newPage();
    await slowProcessor(page, 4);
    await page.addInitScript(noteFirstAnswer);
    await page.goto('/stations?q=fmlsq', { waitUntil: 'commit' });
    const { paint, answer } = await page.evaluate(firstAnswer);
    firstPaints.push(paint);
    firstAnswers.push(answer);
  }, line.url);
  await line.stop();
}

// On a slow line, or everything would seem to come at once. The stations are asked for while the last of the module comes, but the
// first screen does not wait for them.
const slow = await slowLine();
await withPhone(async (context) => {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const data = new Set();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => new URL(request.url).pathname.startsWith('/api/') && data.add(requestId));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (screen += data.has(requestId) ? 0 : encodedDataLength));
  await page.goto('/', { waitUntil: 'commit' });
  await page.locator('html[data-boot="ready"]').waitFor();
  await session.detach();
}, slow.url);
await withPhone(async (context) => {
  const page = await context.newPage();
  const before = slow.down;
  await page.goto('/stations?q=fmlsq', { waitUntil: 'commit' });
  await page.locator('main a.row').first().waitFor();
  answered = slow.down - before;
}, slow.url);
await slow.stop();

await withPhone(async (context) => {
  const page = await context.newPage();
  const proxied = await Proxy.start(Number(new URL(need('VS_BASE_URL')).port));
  await page.goto(`${proxied.url}/`);
  await installed(page);
  settled = proxied.down;
  await proxied.stop();
});

const proxy = await Proxy.start(Number(new URL(need('VS_BASE_URL')).port));
await withPhone(async (context) => {
  const first = await context.newPage();
  await first.goto('/');
  await installed(first);
  await first.close();
  proxy.goOffline();
  const before = proxy.down;
  for (let time = 0; time < TIMES; time += 1) {
    const page = await context.newPage();
    await slowProcessor(page, 4);
    await page.addInitScript(noteFirstAnswer);
    await page.goto('/stations?q=fmlsq', { waitUntil: 'commit' });
    warmStarts.push((await page.evaluate(firstAnswer)).answer);
    await page.close();
  }
  refused = proxy.down - before;
}, proxy.url);
await proxy.stop();

report([
  milliseconds('cold start to first paint, 400 kbit/s, 400 ms, 4x CPU', quantile(firstPaints, 0.5), 2000),
  milliseconds('cold start to first search answered, 400 kbit/s, 400 ms, 4x CPU', quantile(firstAnswers, 0.5), 5000),
  { what: 'bytes that the first screen waits for, headers included', unit: 'B', measured: screen, target: 150_000 },
  { what: 'bytes until the first search is answered', unit: 'B', measured: answered, target: 153_000 },
  { what: 'bytes until all pages and data are kept for use without a network', unit: 'B', measured: settled, target: 400_000 },
  milliseconds('warm start without a network to searchable stations, 4x CPU', quantile(warmStarts, 0.5), 1000),
  { what: 'bytes from the network in that warm start', unit: 'B', measured: refused, target: 0 },
]);

/** In the page, before anything else: notes when the first station stands in the list. */
function noteFirstAnswer() {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('main a.row[href^="/stations/50"]')) return;
    observer.disconnect();
    performance.mark('first-answer');
  }).observe(document, { childList: true, subtree: true });
}

/** In the page: waits for that mark and the first paint; milliseconds since the navigation began. */
function firstAnswer() {
  return new Promise((resolve) => {
    const look = () => {
      const [answer] = performance.getEntriesByName('first-answer');
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      if (answer && paint) resolve({ answer: answer.startTime, paint: paint.startTime });
      else setTimeout(look, 20);
    };
    look();
  });
}
