// Search over all 12,340 stations: from a keystroke to the list, and to the picture, on a processor six times slower.
import { milliseconds, quantile, report, slowProcessor, withPhone } from './_browser.mjs';

/** What people type: initials, pinyin, characters, a long and a hopeless one. */
const QUERIES = ['fmlsq', 'fengminglu', '凤鸣路', 'longtousi', 'yzq', '解放碑', 'renhe', 'jiangbei', '石桥铺', 'zzzq'];

const lists = [];
const paints = [];
const computes = [];

await withPhone(async (context) => {
  const page = await context.newPage();
  await page.goto('/stations');
  await page.locator('#station-q').waitFor();
  await page.locator('main a.row').first().waitFor();
  await page.evaluate(watchKeystrokes);
  await slowProcessor(page, 6);
  await page.locator('#station-q').focus();
  for (const query of QUERIES) {
    for (const key of query) {
      await keystroke(page, () => page.keyboard.insertText(key));
    }
    await keystroke(page, () => page.locator('#station-q').fill(''));
  }
  const { keystrokes, searches } = await page.evaluate(() => ({
    keystrokes: window.keystrokes,
    searches: performance.getEntriesByName('vs:search').map(({ duration }) => duration),
  }));
  // A keystroke that leaves the list as it was is no measure of updating it.
  const typed = keystrokes.filter(({ typed, list }) => typed && list > 0);
  if (process.env.VS_BENCH_DETAIL) for (const { text, list, paint } of typed) console.error(text.padEnd(14), list.toFixed(1), paint.toFixed(1));
  lists.push(...typed.map(({ list }) => list));
  paints.push(...typed.map(({ paint }) => paint));
  computes.push(...searches);
});

if (computes.length === 0) throw new Error('the app no longer measures vs:search');
report(
  [
    ['search: compute a keystroke', computes, 8],
    ['search: keystroke to updated list', lists, 16],
    ['search: keystroke to painted list', paints, 50],
  ].flatMap(([what, numbers, target]) => [
    milliseconds(`${what}, median, 6x CPU`, quantile(numbers, 0.5), target),
    milliseconds(`${what}, 95 % of them, 6x CPU`, quantile(numbers, 0.95), target),
  ]),
);

/** Does what changes the field, and waits until the picture after it has been measured. */
async function keystroke(page, action) {
  const before = await page.evaluate(() => window.keystrokes.length);
  await action();
  await page.waitForFunction((count) => window.keystrokes.length > count, before);
}

/** In the page: for each keystroke, when the last change of the page before the next picture came, and when the picture. */
function watchKeystrokes() {
  window.keystrokes = [];
  let started = 0;
  let changed = 0;
  new MutationObserver(() => {
    if (started) changed = performance.now();
  }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    window.keystrokes.push({
      text: document.querySelector('#station-q').value,
      list: (changed || started) - started,
      paint: performance.now() - started,
      typed: document.querySelector('#station-q').value !== '',
    });
    started = 0;
  };
  // Before any listener of the app: capturing, on the window.
  addEventListener(
    'input',
    () => {
      started = performance.now();
      changed = 0;
      // The task after the next frame's work runs once that frame has been handed over.
      requestAnimationFrame(() => painted.port2.postMessage(null));
    },
    true,
  );
}
