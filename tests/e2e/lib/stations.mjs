// A station of its own for every journey that books on the shared server. Journeys run side by side, and a village has one
// place a time: two that went to the same one would sometimes want the same place, and the server would rightly refuse one.
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { need } from './env.mjs';
import { DISTRICT, TOWNSHIP, VILLAGE } from './places.mjs';

const DIVISIONS = new URL('../../../data/chongqing-divisions.csv', import.meta.url);
/** Those that journeys go to by name. */
const KNOWN = [VILLAGE, TOWNSHIP, DISTRICT];

/** Tier to the codes that this process has not tried yet. */
const left = new Map();

/** The code of a station of that tier (`village`, `township`, `district`) that no other journey of the run gets. */
export function aStation(tier = 'village') {
  if (!left.has(tier)) left.set(tier, codes(tier));
  const untried = left.get(tier);
  for (let code = untried.pop(); code; code = untried.pop()) if (claim(code)) return code;
  throw new Error(`every ${tier} has been given away`);
}

function codes(tier) {
  const rows = readFileSync(DIVISIONS, 'utf8').split('\n').map((line) => line.split(','));
  return rows.filter(([code, , its]) => its === tier && !KNOWN.includes(code)).map(([code]) => code);
}

/** A file that can be made only once is what the workers, each a process, agree by. */
function claim(code) {
  const folder = join(need('VS_WORK_DIR'), 'given');
  mkdirSync(folder, { recursive: true });
  try {
    closeSync(openSync(join(folder, code), 'wx'));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
