// Chance that can be had again: the same seed makes the same choices.

/** A generator of numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    /** A whole number from `low` up to and with `high`. */
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    /** The list in another order. */
    shuffled: (list) => list.map((entry) => [next(), entry]).sort(([one], [other]) => one - other).map(([, entry]) => entry),
  };
}

/** The chance of this run, from `VS_SEED` or the clock; `seed` is printed, so that the run can be had again. */
export function seededRun(what) {
  const seed = Number(process.env.VS_SEED ?? Date.now() % 1_000_000_000);
  console.log(`${what}: VS_SEED=${seed}`);
  return { seed, ...seeded(seed) };
}
