// The API from outside: whatever nonsense comes in, the answer is a 4xx with a typed code, never a 5xx.
import { Api, aSecret, dayFromNow, uuid7 } from './lib/api.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { SERVICE, VILLAGE } from './lib/places.mjs';

const BOOKINGS = '/api/v1/bookings';
const VOLUNTEERS = '/api/v1/volunteers';

/** Every answer that is not what was asked for looks like this. */
function expectRefusal(answer, status, code, what) {
  expect(answer.status, `${what}: ${answer.text}`).toBe(status);
  expect(answer.json, what).toMatchObject({ code, message: expect.stringMatching(/\p{Script=Han}/u) });
  expect(answer.headers.get('content-type'), what).toMatch(/^application\/json/);
}

async function aSlot(api) {
  return (await api.openSlots(VILLAGE, SERVICE))[0].slot;
}

function registration(fields = {}) {
  const form = {
    division: VILLAGE,
    skills: ['driving'],
    roles: ['mediator'],
    free_times: ['weekend'],
    name: '测试人',
    mobile: '19912345678',
    consent: 1,
    ...fields,
  };
  return { action: uuid7(), volunteer: uuid7(), form };
}

test('bodies that are no requests', async ({ site: { api } }) => {
  const bodies = [
    ['nothing', '', 400, 'bad_request'],
    ['broken JSON', '{"action":', 400, 'bad_request'],
    ['a list', '[]', 400, 'bad_request'],
    ['a string', '"预约"', 400, 'bad_request'],
    ['null', 'null', 400, 'bad_request'],
    ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'bad_request'],
    ['deeply nested', '['.repeat(8_000), 400, 'bad_request'],
    ['too large', JSON.stringify({ note: 'x'.repeat(17 * 1024) }), 413, 'too_large'],
  ];
  for (const path of [BOOKINGS, VOLUNTEERS, `${BOOKINGS}/lookup`, `${BOOKINGS}/${uuid7()}/cancel`]) {
    for (const [what, body, status, code] of bodies) {
      expectRefusal(await api.ask('POST', path, body), status, code, `${what} to ${path}`);
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectRefusal(await api.ask('POST', path, 'name=x', form), 415, 'unsupported_media_type', `a form to ${path}`);
  }
});

test('bookings with wrong types and unknown fields', async ({ site: { api } }) => {
  const slot = await aSlot(api);
  const good = () => api.booking({ station: VILLAGE, service: SERVICE, choices: [slot] });
  const wrong = [
    ['an unknown field', { nickname: '老王' }],
    ['a number for a name', { name: 7 }],
    ['a list for a mobile number', { mobile: ['19912345678'] }],
    ['a text for a consent', { consent: 'yes' }],
    ['a negative consent', { consent: -1 }],
    ['a text for choices', { choices: slot }],
    ['a slot that is no time', { choices: ['明天上午'] }],
    ['a slot of the 13th month', { choices: ['2026-13-01T09:00'] }],
    ['a way nobody knows', { way: 'by_pigeon' }],
    ['an action that is no UUIDv7', { action: '550e8400-e29b-41d4-a716-446655440000' }],
    ['a booking that is no id', { booking: '1' }],
    ['a station that is no code', { station: '凤鸣路' }],
    ['a slug of another form', { service: '../../etc/passwd' }],
    ['an unknown field in the window', { window: { from: dayFromNow(1), to: dayFromNow(2), tide: 'high' } }],
  ];
  for (const [what, fields] of wrong) {
    expectRefusal(await api.ask('POST', BOOKINGS, { ...good(), ...fields }), 400, 'bad_request', what);
  }
  for (const missing of ['action', 'booking', 'station', 'service', 'way', 'name', 'mobile', 'consent']) {
    const body = good();
    delete body[missing];
    expectRefusal(await api.ask('POST', BOOKINGS, body), 400, 'bad_request', `no ${missing}`);
  }
  expect(await api.placesLeft(VILLAGE, SERVICE, slot), 'none of these took the place').toBe(1);
});

test('bookings that break a rule name the field', async ({ site: { api } }) => {
  const slot = await aSlot(api);
  const rules = [
    ['ten digits', { mobile: '1381234567' }, 'mobile'],
    ['letters for digits', { mobile: '1381234567a' }, 'mobile'],
    ['a name of 200 characters', { name: '王'.repeat(200) }, 'name'],
    ['no name', { name: '  ' }, 'name'],
    ['a script for a name', { name: '<script>' }, 'name'],
    ['a note of 201 characters', { note: '长'.repeat(201) }, 'note'],
    ['no consent', { consent: 0 }, 'consent'],
    ['a notice not yet written', { consent: 999 }, 'consent'],
    ['no choice', { choices: [] }, 'choices'],
    ['four choices', { choices: [9, 10, 11, 14].map((hour) => `${dayFromNow(3)}T${String(hour).padStart(2, '0')}:00`) }, 'choices'],
    ['the same choice twice', { choices: [slot, slot] }, 'choices'],
    ['a window backwards', { choices: [], window: { from: dayFromNow(5), to: dayFromNow(2) } }, 'window'],
    ['a service nobody offers', { service: 'moon-landing' }, 'service'],
    ['a station that does not exist', { station: '509999999999' }, 'station'],
  ];
  for (const [what, fields, field] of rules) {
    const body = { ...api.booking({ station: VILLAGE, service: SERVICE, choices: [slot] }), ...fields };
    const answer = await api.ask('POST', BOOKINGS, body);
    expectRefusal(answer, 422, 'invalid_field', what);
    expect(answer.json.field, what).toBe(field);
  }
});

test('times that cannot be had say why', async ({ site: { api } }) => {
  const slot = await aSlot(api);
  await api.fill(VILLAGE, SERVICE, slot);
  const times = [
    ['full', [slot], ['full']],
    ['past', [`${dayFromNow(-3)}T09:00`], ['past']],
    ['too far', [`${dayFromNow(400)}T09:00`], ['too_far']],
    ['in the night', [`${slot.slice(0, 10)}T03:00`], [expect.stringMatching(/closed|not_a_slot/)]],
    ['between two slots', [`${slot.slice(0, 10)}T09:07`], ['not_a_slot']],
    ['several', [`${dayFromNow(-3)}T09:00`, slot], ['past', 'full']],
  ];
  for (const [what, choices, reasons] of times) {
    const answer = await api.book({ station: VILLAGE, service: SERVICE, choices });
    expectRefusal(answer, 409, 'no_place', what);
    expect(answer.json.choices.map(({ reason }) => reason), what).toEqual(reasons);
  }
});

test('secrets, ids and the same action again', async ({ site: { api } }) => {
  const slot = await aSlot(api);
  const body = api.booking({ station: VILLAGE, service: SERVICE, choices: [slot] });
  const none = { authorization: '' };
  expectRefusal(await api.ask('POST', BOOKINGS, body, none), 401, 'secret_missing', 'no secret');
  for (const authorization of ['Device', 'Device 00', `Bearer ${aSecret()}`, `Device ${'zz'.repeat(32)}`]) {
    expectRefusal(await api.ask('POST', BOOKINGS, body, { authorization }), 401, 'secret_missing', authorization);
  }

  const made = await api.ask('POST', BOOKINGS, body);
  expect(made.status, made.text).toBeLessThan(300);
  const again = await api.ask('POST', BOOKINGS, body);
  expect(again.status).toBeLessThan(300);
  expect(again.json.reference, 'the same action gives the same booking').toBe(made.json.reference);
  expectRefusal(await api.ask('POST', BOOKINGS, { ...body, name: '别人' }), 409, 'action_reused', 'another body');

  const stranger = new Api(api.url);
  const path = `${BOOKINGS}/${body.booking}`;
  expectRefusal(await stranger.ask('GET', path), 404, 'not_found', "a stranger's look");
  const cancel = { action: uuid7() };
  expectRefusal(await stranger.ask('POST', `${path}/cancel`, cancel), 404, 'not_found', "a stranger's cancel");
  expectRefusal(await stranger.ask('POST', `${path}/erase`, { action: uuid7() }), 404, 'not_found', "a stranger's erasure");
  expectRefusal(await api.ask('GET', `${BOOKINGS}/${uuid7()}`), 404, 'not_found', 'no such booking');
  expectRefusal(await api.ask('GET', `${BOOKINGS}/1`), 400, 'bad_request', 'an id that is none');

  const cancelled = await api.ask('POST', `${path}/cancel`, cancel);
  expect(cancelled.json, cancelled.text).toMatchObject({ state: 'cancelled', reference: made.json.reference });
  const change = { action: uuid7(), choices: [slot] };
  expectRefusal(await api.ask('POST', `${path}/change`, change), 409, 'not_changeable', 'change what is cancelled');
  expect(await api.placesLeft(VILLAGE, SERVICE, slot), 'a cancelled booking frees its place').toBe(1);
});

test('looking up by reference and mobile number', async ({ site: { api } }) => {
  const { slot } = (await api.openSlots(VILLAGE, SERVICE))[0];
  const made = await api.book({ station: VILLAGE, service: SERVICE, choices: [slot], mobile: '19987654321' });
  const reference = String(made.json.reference);
  const ask = (body) => new Api(api.url).ask('POST', `${BOOKINGS}/lookup`, body);
  const found = await ask({ reference, mobile: '199 8765 4321' });
  expect(found.status, found.text).toBe(200);
  expectRefusal(await ask({ reference, mobile: '19900000000' }), 404, 'not_found', 'another number');
  const swapped = reference.replace(/(\d)(?!\1)(\d)/, '$2$1');
  expectRefusal(await ask({ reference: swapped, mobile: '19987654321' }), 422, 'invalid_field', 'two digits swapped');
  expectRefusal(await ask({ reference, mobile: '1998765' }), 422, 'invalid_field', 'seven digits');
  // Somebody who tries one number after the other is stopped, and told for how long.
  let answer = found;
  for (let tries = 0; answer.status !== 429 && tries < 40; tries += 1) {
    answer = await ask({ reference, mobile: `1990000${String(1000 + tries)}` });
  }
  expectRefusal(answer, 429, 'rate_limited', 'guessing');
  expect(answer.json.retry_after).toBeGreaterThan(0);
});

test('registrations of volunteers', async ({ site: { api } }) => {
  const form = (fields) => api.ask('POST', VOLUNTEERS, registration(fields));
  expectRefusal(await form({ roles: [] }), 422, 'invalid_field', 'no role');
  expectRefusal(await form({ free_times: [] }), 422, 'invalid_field', 'no time');
  expectRefusal(await form({ mobile: '1381234567' }), 422, 'invalid_field', 'ten digits');
  expectRefusal(await form({ consent: 0 }), 422, 'invalid_field', 'no consent');
  expectRefusal(await form({ roles: ['astronaut'] }), 400, 'bad_request', 'an unknown role');
  expectRefusal(await form({ roles: Array(500).fill('mediator') }), 422, 'invalid_field', 'the same role 500 times');
  expectRefusal(await form({ division: '509999' }), 422, 'invalid_field', 'a district that does not exist');
  expectRefusal(await form({ medals: 3 }), 400, 'bad_request', 'an unknown field');

  const body = registration();
  const made = await api.ask('POST', VOLUNTEERS, body);
  expect(made.json, made.text).toMatchObject({ state: 'registered', version: 1 });
  const path = `${VOLUNTEERS}/${body.volunteer}`;
  expectRefusal(await new Api(api.url).ask('GET', path), 404, 'not_found', "a stranger's look");
  const withdrawn = await api.ask('POST', `${path}/withdraw`, { action: uuid7() });
  expect(withdrawn.json, withdrawn.text).toMatchObject({ state: 'withdrawn', form: { name: '', mobile: '', note: '' } });
});

test('paths, methods and queries that do not exist', async ({ site: { api } }) => {
  const availability = (query) => `/api/v1/stations/${VILLAGE}/availability?${query}`;
  const good = { service: SERVICE, way: 'at_station', from: dayFromNow(1), days: '7' };
  const query = (fields) => availability(new URLSearchParams({ ...good, ...fields }));
  expect((await api.ask('GET', query({}))).status).toBe(200);
  const refused = [
    ['GET', '/api/v1/nothing', 404, 'unknown_path'],
    ['GET', '/api/v2/bookings', 404, 'unknown_path'],
    ['GET', '/api/v1/stations/1', 400, 'bad_request'],
    ['GET', '/api/v1/stations/509999999999', 404, 'not_found'],
    ['GET', '/api/v1/packs/stations/509999', 404, 'not_found'],
    ['GET', '/api/v1/packs/stations/xx', 400, 'bad_request'],
    ['DELETE', BOOKINGS, 405, 'method_not_allowed'],
    ['PUT', `${BOOKINGS}/${uuid7()}`, 405, 'method_not_allowed'],
    ['GET', availability(''), 400, 'bad_request'],
    ['GET', query({ days: '-1' }), 400, 'bad_request'],
    ['GET', query({ from: 'yesterday' }), 400, 'bad_request'],
    ['GET', query({ way: 'by_pigeon' }), 422, 'invalid_field'],
  ];
  for (const [method, path, status, code] of refused) {
    expectRefusal(await api.ask(method, path), status, code, `${method} ${path}`);
  }
  for (const fields of [{ days: '0' }, { days: '9999' }, { service: 'moon-landing' }]) {
    const answer = await api.ask('GET', query(fields));
    expect(answer.status, JSON.stringify(fields)).toBeGreaterThanOrEqual(400);
    expect(answer.status, JSON.stringify(fields)).toBeLessThan(500);
    expect(answer.json.code).toEqual(expect.any(String));
  }
});
