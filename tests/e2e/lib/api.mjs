// The API as somebody outside speaks it.
import { randomBytes } from 'node:crypto';

/** A UUIDv7 of now. */
export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A device's secret: 64 hexadecimal digits. */
export function aSecret() {
  return randomBytes(32).toString('hex');
}

/** Today in Chongqing, moved by some days: `2026-11-25`. */
export function dayFromNow(days = 0) {
  return new Date(Date.now() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
}

/** `2026-11-25T09:30` of a day and minutes after midnight. */
export function slotText(date, minute) {
  const two = (number) => String(number).padStart(2, '0');
  return `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

export class Api {
  constructor(url, secret = aSecret()) {
    this.url = url;
    this.secret = secret;
  }

  /** Any request; answers `{ status, json, text, headers }`. `body` is sent as it is when it is text or bytes. */
  async ask(method, path, body, headers = {}) {
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Device ${this.secret}`, 'content-type': 'application/json', ...headers },
      body: raw ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    let json = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Not JSON: the caller sees it in `text`.
    }
    return { status: answer.status, json, text, headers: answer.headers };
  }

  /** What can be booked from tomorrow on. */
  async availability(station, service, { way = 'at_station', from = dayFromNow(1), days = 29 } = {}) {
    const query = new URLSearchParams({ service, way, from, days: String(days) });
    const answer = await this.ask('GET', `/api/v1/stations/${station}/availability?${query}`);
    if (answer.status !== 200) throw new Error(`availability: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  /** The first `count` slots that can be booked, as `{ slot, date, minute, left }`. */
  async openSlots(station, service, count = 1, options = {}) {
    const { days } = await this.availability(station, service, options);
    const open = days.flatMap(({ date, slots }) =>
      slots.filter(([, left]) => left > 0).map(([minute, left]) => ({ slot: slotText(date, minute), date, minute, left })),
    );
    if (open.length < count) throw new Error(`only ${open.length} open slots at ${station}`);
    return open.slice(0, count);
  }

  /** How many places are left in one slot. */
  async placesLeft(station, service, slot, options = {}) {
    const [date] = slot.split('T');
    const { days } = await this.availability(station, service, { from: date, days: 1, ...options });
    const found = days[0].slots.find(([minute]) => slotText(date, minute) === slot);
    return found ? found[1] : 0;
  }

  /** The body of a booking; anything may be overridden. */
  booking(fields) {
    return {
      action: uuid7(),
      booking: uuid7(),
      way: 'at_station',
      name: '测试人',
      mobile: '19912345678',
      consent: 1,
      ...fields,
    };
  }

  book(fields) {
    return this.ask('POST', '/api/v1/bookings', this.booking(fields));
  }

  /** Takes every place that is left in one slot, each for another person. */
  async fill(station, service, slot) {
    for (let left = await this.placesLeft(station, service, slot); left > 0; left -= 1) {
      const answer = await new Api(this.url).book({ station, service, choices: [slot] });
      if (answer.status >= 300) throw new Error(`fill: ${answer.status} ${answer.text}`);
    }
  }
}
