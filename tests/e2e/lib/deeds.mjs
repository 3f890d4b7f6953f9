// What a person does, up to the last tap: each walks to where one tap is left and answers what is tapped and what that does.
import { asks, chooseTimes, press, QUESTIONS } from './app.mjs';
import { uuid7 } from './api.mjs';
import { putDraft } from './vault.mjs';

const DIGITS = '零一二三四五六七八九';

/** Another person for each number; the name tells which. */
export function person(number) {
  const digits = [...String(number).padStart(4, '0')].map((digit) => DIGITS[Number(digit)]).join('');
  return { name: `欧阳${digits}`, mobile: `199${String(number).padStart(8, '0')}` };
}

/** To another page of the app, without loading it anew. */
export function go(page, path) {
  return page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    document.querySelector('main').append(link);
    link.click();
    link.remove();
  }, path);
}

/** Out of the wizards: what is being filled in there is read anew when they are opened. */
async function leave(page) {
  await go(page, '/my/outbox');
  await asks(page, '待发送');
}

/** The last tap on what `begun` is about, in so many milliseconds; resolves at once, without waiting for what comes of it. */
export function tap(page, { where = 'main', words }, milliseconds = 0) {
  return page.evaluate(
    ([place, label, wait]) => {
      const button = [...document.querySelectorAll(`${place} button`)].find((one) => one.textContent.trim() === label);
      setTimeout(() => button.click(), wait);
    },
    [where, words, milliseconds],
  );
}

/** A booking at `slot`, on its last page; `forms` has the draft of a form that was walked through once. */
export async function book(page, { forms, slot, number }) {
  const id = uuid7();
  await leave(page);
  await putDraft(page, 'booking', { ...forms.booking, ...person(number), id, choices: [slot.slot] });
  await go(page, '/book/check');
  await asks(page, QUESTIONS.check);
  return { deed: 'book', entity: `b/${id}`, slot: slot.slot, draft: 'booking', thing: { slot: slot.slot }, words: '提交预约' };
}

/** The same for a volunteer. */
export async function register(page, { forms, number }) {
  const id = uuid7();
  await leave(page);
  await putDraft(page, 'volunteer', { ...forms.volunteer, ...person(number), id });
  await go(page, '/volunteer/join/6');
  await asks(page, '看看对不对');
  return { deed: 'register', entity: `v/${id}`, draft: 'volunteer', thing: {}, words: '提交登记' };
}

/** Another time for a booking, or for one that came back (`mend`). */
export async function change(page, { entity, slot, deed = 'change' }) {
  await go(page, `/my/bookings/${entity.slice(2)}/change`);
  await chooseTimes(page, [slot]);
  return { deed, entity, slot: slot.slot, words: '提交新时间' };
}

export const mend = (page, options) => change(page, { ...options, deed: 'mend' });

export async function cancel(page, { entity }) {
  await go(page, `/my/bookings/${entity.slice(2)}`);
  await press(page, '取消预约');
  return { deed: 'cancel', entity, where: '.ask', words: '取消预约' };
}

export async function withdraw(page, { entity }) {
  await go(page, `/volunteer/${entity.slice(2)}`);
  await press(page, '退出志愿服务');
  return { deed: 'withdraw', entity, where: '.ask', words: '退出志愿服务' };
}

/**
 * Runs in every page, before the app: tells `window.shown(deed, entity)` as soon as the page says that something is kept.
 * By the deeds' names above.
 */
export function listen() {
  const told = new Set();
  const id = '([0-9a-f-]{36})';
  const PLACES = [
    [`^/book/done/${id}$`, 'b', [['book', 'main h1', /^(已存本机|正在送达)/]]],
    [`^/volunteer/done/${id}$`, 'v', [['register', 'main h1', /^(已存本机|正在送达)/]]],
    [
      `^/my/bookings/${id}$`,
      'b',
      [
        ['change', '.path li', /^改时间的请求已存本机/],
        ['cancel', '.path li', /^取消的请求已存本机/],
        ['mend', '.path li[data-s=wait]', /^已改好，重新提交.*已存本机/],
      ],
    ],
    [`^/volunteer/${id}$`, 'v', [['withdraw', 'main p, main .notice', /退出的请求已存本机/]]],
  ];
  function look() {
    for (const [path, kind, signs] of PLACES) {
      const [, thing] = location.pathname.match(path) ?? [];
      if (!thing) continue;
      for (const [deed, where, words] of signs) {
        const claim = `${deed} ${kind}/${thing}`;
        if (told.has(claim)) continue;
        if (![...document.querySelectorAll(where)].some((place) => words.test(place.textContent.trim()))) continue;
        told.add(claim);
        window.shown(deed, `${kind}/${thing}`);
      }
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}
