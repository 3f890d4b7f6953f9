// Lighthouse as it judges a page on a phone: its own slow line and slow processor, a cold browser.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, flags } from '../lib/env.mjs';
import { need, quantile, report } from './_browser.mjs';

const TIMES = 3;
const TARGETS = { performance: 98, accessibility: 100, 'best-practices': 100 };
const scores = Object.fromEntries(Object.keys(TARGETS).map((category) => [category, []]));

for (let time = 0; time < TIMES; time += 1) {
  const found = judge(`${need('VS_BASE_URL')}/`);
  for (const category of Object.keys(TARGETS)) {
    scores[category].push(Math.round(found.categories[category].score * 100));
    for (const { id } of found.categories[category].auditRefs) {
      const audit = found.audits[id];
      if (category !== 'performance' && audit.score === 0) console.error(`${category}: ${id}: ${audit.title}`);
    }
  }
}

report(
  Object.entries(TARGETS).map(([category, target]) => ({
    what: `Lighthouse mobile, first page: ${category}, median`,
    unit: '',
    measured: quantile(scores[category], 0.5),
    target,
    at_least: true,
  })),
);

/** The whole report about one page. */
function judge(url) {
  const program = join(need('VS_LIGHTHOUSE'), 'node_modules/.bin/lighthouse');
  const options = [
    '--quiet',
    '--output=json',
    `--only-categories=${Object.keys(TARGETS).join(',')}`,
    `--chrome-flags=${['--headless', ...flags].join(' ')}`,
  ];
  const run = spawnSync(program, [url, ...options], { env: { ...process.env, CHROME_PATH: chromium }, maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`lighthouse: ${run.stderr}`);
  return JSON.parse(run.stdout);
}
