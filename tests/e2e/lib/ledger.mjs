// What a person was shown as kept, written down outside the phone, and the comparison with what the phone then has.
import { expect } from '@playwright/test';

/** What the outbox calls each deed. */
const CALLED = {
  book: 'CreateBooking',
  change: 'ChangeBooking',
  cancel: 'CancelBooking',
  mend: 'CreateBooking',
  register: 'RegisterVolunteer',
  withdraw: 'WithdrawVolunteer',
};

/** The outbox row's deed and what it is about: `{ what: { CancelBooking: id } }` or `{ what: { CreateBooking: [id, asked] } }`. */
function about(row) {
  const [[called, content]] = Object.entries(row.what);
  const id = Array.isArray(content) ? content[0] : content;
  return { called, entity: `${/Volunteer/.test(called) ? 'v' : 'b'}/${id}` };
}

export class Ledger {
  /** From `b/<id>` or `v/<id>` to `{ deeds, ... }`. */
  things = new Map();
  counts = {};
  #trying = null;

  /** A thing that the phone has for certain; `deeds`: those known to be kept. */
  add(entity, thing) {
    this.things.set(entity, { deeds: [], ...thing });
  }

  /** From now on `deed` may be found on the phone; `slot` is what a booking or change asks for. */
  begin(deed, entity, more = {}) {
    this.#trying = { deed, entity, shown: false, ...more };
  }

  /** The page has said that it is kept. */
  shown(deed, entity) {
    const trying = this.#trying;
    if (trying?.deed === deed && trying.entity === entity) trying.shown = true;
  }

  /** Begins to count anew. */
  countAnew() {
    this.counts = {};
  }

  /** Those of whom `test` holds, as `[entity, thing]`. */
  which(test) {
    return [...this.things].filter(([, thing]) => test(thing));
  }

  /**
   * Holds the phone's `{ records, outbox, drafts }` against what is written here; what was tried last becomes certain, one way or
   * the other. Throws where anything is missing, double or half.
   */
  compare({ records, outbox, drafts }) {
    const rows = Object.values(outbox).map((row) => ({ row, ...about(row) }));
    for (const { entity, called } of rows) expect(Object.keys(records), `${called} of ${entity} has its record`).toContain(entity);
    this.#settle(records, rows, drafts);
    expect(Object.keys(records).sort(), 'records: no fewer and no more').toEqual([...this.things.keys()].sort());
    for (const [entity, thing] of this.things) {
      const here = rows.filter((row) => row.entity === entity);
      for (const deed of thing.deeds) this.#once(entity, deed, records[entity], here);
      const strange = here.filter(({ called }) => !thing.deeds.some((deed) => CALLED[deed.deed] === called));
      expect(strange.map(({ called }) => called), `${entity}: nothing that nobody asked for`).toEqual([]);
    }
  }

  /** What was tried last is there or is not; what was shown must be. */
  #settle(records, rows, drafts) {
    const trying = this.#trying;
    if (!trying) return;
    this.#trying = null;
    const { deed, entity, shown, slot, draft, thing } = trying;
    const there = isThere(trying, records[entity], rows.filter((row) => row.entity === entity));
    if (shown) expect(there, `${deed} of ${entity} was shown as kept`).toBe(true);
    if (draft) {
      const kept = drafts[draft];
      // One transaction: what was typed is a draft or an action, and never neither.
      if (!there) expect(kept?.id, `the draft of ${entity}, which was not submitted`).toBe(entity.slice(2));
    }
    const outcome = shown ? 'shown and there' : there ? 'there, not shown' : 'not there, not shown';
    this.counts[outcome] = (this.counts[outcome] ?? 0) + 1;
    if (!there) return;
    if (thing) this.add(entity, thing);
    const known = this.things.get(entity);
    if (deed === 'mend') known.deeds = known.deeds.filter((other) => other.deed !== 'book');
    known.deeds.push({ deed, slot });
    if (slot) known.slot = slot;
    if (deed === 'cancel' || deed === 'withdraw') known.over = true;
  }

  /** A deed that is certain waits exactly once, or its receipt is here. */
  #once(entity, { deed, slot }, record, rows) {
    const waiting = rows.filter(({ called }) => called === CALLED[deed]);
    const words = `${deed} of ${entity}`;
    expect(waiting.length, `${words}: not twice`).toBeLessThanOrEqual(1);
    if (waiting.length === 1) return;
    expect(record.view, `${words}: neither on its way nor answered`).toBeTruthy();
    if (deed === 'change' && !['cancelled', 'served'].includes(record.view.state)) expect(record.view.slot, words).toBe(slot);
    if (deed === 'cancel') expect(record.view.state, words).toBe('cancelled');
    if (deed === 'withdraw') expect(record.view.state, words).toBe('withdrawn');
  }
}

function isThere({ deed, slot }, record, rows) {
  const waiting = rows.filter(({ called }) => called === CALLED[deed]);
  // A mend takes the place of the row that came back, under a new name.
  if (deed === 'mend') return waiting.some(({ row }) => row.parked === null && row.what.CreateBooking[1].choices[0] === slot) || Boolean(record?.view);
  if (waiting.length > 0) return true;
  if (deed === 'book' || deed === 'register') {
    if (record) expect(record.view, 'a record without a row in the outbox has been answered').toBeTruthy();
    return Boolean(record);
  }
  if (deed === 'change') return record.view?.slot === slot;
  return ['cancelled', 'withdrawn'].includes(record.view?.state);
}
