// The battery is pulled out, a hundred times: every process of the browser is killed at random moments of a session without a network,
// and while things are being sent. What the page had shown as kept is there afterwards, once; everything else is there whole or not at all.
// `VS_SEED` repeats a run's choices, `VS_KILLS` is how many kills there are.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { asks, bookUpTo, open, QUESTIONS } from './lib/app.mjs';
import { Api, dayFromNow, slotText } from './lib/api.mjs';
import * as deeds from './lib/deeds.mjs';
import { need } from './lib/env.mjs';
import { expect, siteTest as test, watch } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { Ledger } from './lib/ledger.mjs';
import { MortalBrowser } from './lib/mortal.mjs';
import { seededRun } from './lib/random.mjs';
import { SENDS } from './lib/sending.mjs';
import { kept } from './lib/vault.mjs';
import { volunteerUpTo } from './lib/volunteer.mjs';
import { DISTRICT, SERVICE } from './lib/places.mjs';

const KILLS = Number(process.env.VS_KILLS ?? 104);
/** Bookings that come back from the server, for their owner to mend. */
const DOOMED = 8;
/** What is typed is kept after this long, milliseconds. */
const SETTLED = 1000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// A trace of a hundred browsers would cost more than they do.
test.use({ trace: 'off' });

test('killed a hundred times: what was shown as kept is there, once, and arrives once', async ({ site: { proxy, api } }) => {
  test.setTimeout(1_800_000);
  const chance = seededRun('kill');
  const run = new Run({ proxy, api, chance });
  try {
    await run.prepare();
    const half = Math.floor(KILLS / 2);
    for (const kills of [half, KILLS - half]) {
      const sending = Math.floor(kills / 6);
      for (let kill = 0; kill < kills - sending; kill += 1) await run.dieOffline();
      proxy.comeBack();
      for (let kill = 0; kill < sending; kill += 1) await run.dieSending();
      proxy.cutNothing();
      proxy.goOffline();
    }
    proxy.comeBack();
    await run.settle();
  } finally {
    await run.end();
  }
  console.log(`killed ${run.kills} times, seed ${chance.seed}:`, JSON.stringify(run.ledger.counts));
  expect(run.kills).toBe(KILLS);
  expect(run.faults).toEqual([]);
  // Kills that all came before the first write, or all long after it, would prove little.
  const { counts } = run.ledger;
  if (KILLS < 50) return;
  for (const outcome of ['shown and there', 'there, not shown', 'not there, not shown']) expect(counts[outcome], outcome).toBeGreaterThan(0);
});

/** A phone that dies again and again, and what is known about it outside. */
class Run {
  kills = 0;
  ledger = new Ledger();
  faults = [];
  #profile = mkdtempSync(join(need('VS_WORK_DIR'), 'mortal-'));
  #number = 0;
  #phone;
  #slots;
  #plan = [];
  /** A draft that must be there at the next start: `{ id, name }`. */
  #typed = null;

  constructor({ proxy, api, chance }) {
    Object.assign(this, { proxy, api, chance });
  }

  /** Installs the app, walks through both forms once, and keeps some bookings of which the server will take none. */
  async prepare() {
    this.#slots = await this.api.openSlots(DISTRICT, SERVICE, KILLS + 2 * DOOMED + 2);
    const phone = await this.#start();
    const { page } = phone;
    const at = (path) => `${this.proxy.url}${path}`;
    await open(page, at('/'));
    await installed(page);
    await volunteerUpTo(withBase(page, this.proxy.url), 'check', { person: deeds.person(0) });
    await bookUpTo(withBase(page, this.proxy.url), 'check', { station: DISTRICT, person: deeds.person(0) });
    await expect.poll(async () => Object.keys((await kept(page)).drafts)).toEqual(expect.arrayContaining(['booking', 'volunteer']));
    this.forms = (await kept(page)).drafts;

    this.proxy.goOffline();
    const full = [];
    await open(page, at('/my/outbox'));
    for (let count = 0; count < DOOMED; count += 1) {
      const { slot } = await this.#live(page, 'book');
      full.push(slot);
    }
    for (const slot of full) await this.api.fill(DISTRICT, SERVICE, slot);
    this.places = await this.#places();
    this.proxy.comeBack();
    await open(page, at('/my/outbox'));
    await expect.poll(async () => Object.values((await kept(page)).outbox).filter((row) => row.parked).length, { timeout: 120_000 }).toBe(DOOMED);
    for (const [, thing] of this.ledger.which(() => true)) thing.refused = true;
    this.proxy.goOffline();
    await this.#check(page);
    this.ledger.countAnew();
    await phone.close();
  }

  /** One start without a network: all is compared, something is done, and in the middle of it comes the end. */
  async dieOffline() {
    const phone = await this.#start();
    const { page } = phone;
    await open(page, `${this.proxy.url}/my/outbox`);
    await this.#check(page);
    const next = this.#next();
    if (next === 'type') return this.#dieTyping(phone);
    const begun = await this.#begin(page, next);
    await deeds.tap(page, begun, this.chance.between(0, 60));
    await this.#after(phone, this.chance.next() < 0.6 ? this.chance.between(0, 120) : this.chance.between(120, 400));
  }

  /** One start with a network: what waits is being sent, answers break off anywhere, and in the middle of it comes the end. */
  async dieSending() {
    const phone = await this.#start();
    if (this.chance.next() < 0.5) this.proxy.cutAnswers(SENDS, this.chance.between(0, 900), this.chance.between(1, 3));
    const sent = this.proxy.seen(SENDS);
    await open(phone.page, `${this.proxy.url}/my/outbox`);
    await this.#check(phone.page);
    // Where all has been sent nothing is seen; the end comes all the same.
    await Promise.race([sent, pause(1500)]);
    await this.#after(phone, this.chance.between(0, 250));
  }

  /** The network is there again: all is sent, and the server has each thing as its owner left it. */
  async settle() {
    const phone = await this.#start();
    const { page } = phone;
    await open(page, `${this.proxy.url}/my/outbox`);
    const waiting = async () => Object.values((await kept(page)).outbox).filter((row) => !row.parked).length;
    await expect.poll(waiting, { timeout: 240_000 }).toBe(0);
    await this.#check(page);
    const { records, outbox } = await kept(page);
    const parked = new Set(Object.values(outbox).map((row) => `b/${row.what.CreateBooking?.[0]}`));

    const expected = new Map(this.places);
    for (const [entity, thing] of this.ledger.things) {
      const kind = entity.startsWith('b/') ? 'bookings' : 'volunteers';
      const said = await new Api(this.api.url, records[entity].secret).ask('GET', `/api/v1/${kind}/${entity.slice(2)}`);
      if (parked.has(entity)) {
        expect(said.status, `${entity} was refused and not mended`).toBe(404);
        continue;
      }
      expect(said.status, `${entity}: ${said.text}`).toBe(200);
      const over = kind === 'bookings' ? 'cancelled' : 'withdrawn';
      const open = kind === 'bookings' ? 'confirmed' : 'registered';
      expect(said.json.state, entity).toBe(thing.over ? over : open);
      if (kind === 'volunteers' || thing.over) continue;
      expect(said.json.slot, entity).toBe(thing.slot);
      expected.set(thing.slot, expected.get(thing.slot) - 1);
    }
    // Nothing was booked twice under another name: each time has lost as many places as there are bookings.
    expect(Object.fromEntries(await this.#places())).toEqual(Object.fromEntries(expected));
    await phone.close();
  }

  async #start() {
    const phone = await MortalBrowser.start(this.#profile, async (context) => {
      await context.exposeFunction('shown', (deed, entity) => this.ledger.shown(deed, entity));
      await context.addInitScript(deeds.listen);
    });
    this.#phone = phone;
    watch(phone.context, this.faults);
    return phone;
  }

  /** Leaves no browser behind, however it went. */
  async end() {
    await this.#phone?.kill();
  }

  /** Kills it after so many milliseconds. */
  async #after(phone, milliseconds) {
    await pause(milliseconds);
    await phone.kill();
    this.kills += 1;
  }

  /** Compares all, and whether what was typed is there; and what the page says of how much waits. */
  async #check(page) {
    const phone = await kept(page);
    this.ledger.compare(phone);
    if (this.#typed) {
      const { id, name } = this.#typed;
      expect(phone.drafts.booking, 'what was typed is there').toMatchObject({ id, name });
      await deeds.go(page, '/book/person');
      await expect(page.getByLabel(/姓名/), 'and is shown').toHaveValue(name);
      this.#typed = null;
    }
  }

  /** What comes next, so that all kinds take their turn. */
  #next() {
    if (this.#plan.length === 0) {
      const turn = ['book', 'book', 'book', 'book', 'register', 'change', 'change', 'cancel', 'mend', 'type', 'type', 'withdraw'];
      this.#plan = this.chance.shuffled(turn);
    }
    const next = this.#plan.pop();
    if (next === 'book' || next === 'register' || next === 'type') return next;
    return this.#target(next) ? next : 'book';
  }

  /** Something that can still be changed so. */
  #target(deed) {
    const did = (thing, ...names) => thing.deeds.some((other) => names.includes(other.deed));
    const fit = {
      change: (thing) => did(thing, 'book', 'mend') && !did(thing, 'change', 'cancel') && !this.#isRefused(thing),
      cancel: (thing) => did(thing, 'book', 'mend') && !did(thing, 'cancel') && !this.#isRefused(thing),
      mend: (thing) => this.#isRefused(thing),
      withdraw: (thing) => did(thing, 'register') && !did(thing, 'withdraw'),
    };
    const found = this.ledger.which(fit[deed]);
    return found.length > 0 && this.chance.pick(found)[0];
  }

  #isRefused(thing) {
    return thing.refused && !thing.deeds.some(({ deed }) => deed === 'mend');
  }

  /** Walks to the last tap; from here on it may be found on the phone. */
  async #begin(page, deed) {
    const entity = ['book', 'register'].includes(deed) ? null : this.#target(deed);
    this.#number += 1;
    const slot = ['book', 'change', 'mend'].includes(deed) ? this.#slots.pop() : undefined;
    const begun = await deeds[deed](page, { forms: this.forms, number: this.#number, slot, entity });
    const { deed: name, entity: thing, ...more } = begun;
    this.ledger.begin(name, thing, more);
    return begun;
  }

  /** The same without an end: waits until the page says that it is kept. */
  async #live(page, deed) {
    const begun = await this.#begin(page, deed);
    await deeds.tap(page, begun);
    await asks(page, /^(已存本机|正在送达)/);
    this.ledger.compare(await kept(page));
    return begun;
  }

  /** Types a name, and dies when that has settled while the number is being typed. */
  async #dieTyping(phone) {
    const { page } = phone;
    const { name, mobile } = deeds.person((this.#number += 1));
    const begun = await deeds.book(page, { forms: { booking: { ...this.forms.booking, checking: false } }, slot: { slot: this.forms.booking.choices[0] }, number: 0 });
    await deeds.go(page, '/book/person');
    await asks(page, QUESTIONS.person);
    await page.getByLabel(/姓名/).fill(name);
    const dead = this.#after(phone, SETTLED + this.chance.between(0, 200));
    await page.getByLabel('手机号', { exact: true }).pressSequentially(mobile, { delay: 90 }).catch(() => {});
    await dead;
    this.#typed = { id: begun.entity.slice(2), name };
  }

  /** Places left by slot, as the server says. */
  async #places() {
    const { days } = await this.api.availability(DISTRICT, SERVICE, { from: dayFromNow(1), days: 29 });
    return new Map(days.flatMap(({ date, slots }) => slots.map(([minute, left]) => [slotText(date, minute), left])));
  }
}

/** Helpers that know only paths, for a browser that knows no base address. */
function withBase(page, base) {
  return new Proxy(page, {
    get(target, name) {
      if (name === 'goto') return (path) => target.goto(new URL(path, base).href);
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
