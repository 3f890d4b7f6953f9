// The app as a person uses it: by what stands on the screen.
import { expect } from '@playwright/test';
import { aPerson } from './people.mjs';
import { SERVICE } from './places.mjs';
import { aStation } from './stations.mjs';

/** Opens a page and waits until the app has drawn it. */
export async function open(page, path) {
  await page.goto(path);
  await drawn(page);
}

/** The app runs and the page has its heading. */
export async function drawn(page) {
  await expect(page.locator('html')).toHaveAttribute('data-boot', 'ready');
  await expect(page.locator('main h1').first()).toBeVisible();
}

export function heading(page, words) {
  return page.getByRole('heading', { level: 1, name: words });
}

/** The question of a wizard's page. */
export async function asks(page, words, options) {
  await expect(heading(page, words)).toBeVisible(options);
}

export async function press(page, words) {
  await page.getByRole('button', { name: words, exact: true }).click();
}

export async function follow(page, words) {
  await page.getByRole('link', { name: words }).first().click();
}

/** The questions of the booking wizard, as they are asked of somebody who books for himself. */
export const QUESTIONS = {
  service: '您要办什么事？',
  way: '您想用哪种方式办？',
  station: '去哪个服务站办？',
  time: '您哪天方便？',
  who: '为谁预约？',
  person: '怎么联系您？',
  check: '看看对不对',
};

/**
 * Taps the first `wanted` times of the second day that has any, or those given as `{ date: '2026-11-25', minute: 540 }`. (The first
 * may be today, and a time that can be had now may be too near by the time it is sent.)
 */
export async function chooseTimes(page, wanted = 1) {
  await asks(page, /哪天方便|改到什么时间|另选时间/);
  if (Array.isArray(wanted)) {
    for (const { date, minute } of wanted) {
      const [, month, day] = date.split('-').map(Number);
      await page.locator('.day', { hasText: new RegExp(`(^|\\D)${month}/${day}(\\D|$)`) }).click();
      await timeButton(page, minute).click();
    }
    return;
  }
  await page.locator('.day:enabled').nth(1).click();
  const free = page.locator('.slot:enabled[aria-pressed="false"]');
  for (let count = 0; count < wanted; count += 1) await free.first().click();
}

/** Takes back whatever is chosen and chooses anew. */
export async function replaceTimes(page, wanted) {
  await asks(page, /改到什么时间|另选时间|哪天方便/);
  const chosen = page.locator('.picks').getByRole('button', { name: /^去掉/ });
  await expect(page.locator('.slot').first()).toBeVisible();
  while ((await chosen.count()) > 0) await chosen.first().click();
  await chooseTimes(page, wanted);
}

export function timeButton(page, minute) {
  const shown = minute >= 780 ? minute - 720 : minute;
  const clock = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, '0')}`;
  return page.getByRole('group', { name: minute < 720 ? '上午' : '下午' }).locator('.slot', { has: page.getByText(clock, { exact: true }) });
}

export async function fillPerson(page, { name, mobile, note }) {
  await page.getByLabel(/姓名/).fill(name);
  await page.getByLabel('手机号', { exact: true }).fill(mobile);
  if (note !== undefined) await page.getByLabel(/想说的话/).fill(note);
}

export async function consent(page) {
  await page.getByLabel(/同意处理我的个人信息/).check();
  await page.getByLabel(/单独同意处理敏感个人信息/).check();
}

/**
 * Walks the booking wizard up to the question `until`, which stays unanswered; `done` submits. Questions that the link
 * has answered are not asked. Goes to a station where nobody else books unless one is named. Answers `{ name, mobile }`.
 */
export async function bookUpTo(page, until, { station = aStation(), service = SERVICE, ...answers } = {}) {
  await page.goto(`/book?service=${service}&station=${station}`);
  await drawn(page);
  return goOnUpTo(page, until, answers);
}

/** The same from whichever question is asked now. `find` chooses a station where none is chosen yet. */
export async function goOnUpTo(page, until, { times = 1, person = aPerson(), way = '我到服务站办', find = () => {} } = {}) {
  const answers = {
    way: () => chooseWay(page, way),
    station: async () => {
      await find();
      await expect(page.locator('.opt.on')).toBeVisible();
    },
    time: () => chooseTimes(page, times),
    who: () => page.getByLabel('为我自己').check(),
    person: () => fillPerson(page, person).then(() => consent(page)),
  };
  let step = await stepAfter(page, null);
  while (step !== until && step !== 'check') {
    await answers[step]();
    await press(page, '下一步');
    step = await stepAfter(page, step);
  }
  expect(until === 'done' ? 'check' : until, 'the question that was wanted is asked').toBe(step);
  if (until === 'done') await press(page, '提交预约');
  return person;
}

/** Waits for another question than `before`; answers which. */
async function stepAfter(page, before) {
  const others = Object.entries(QUESTIONS).filter(([step]) => step !== before);
  const title = page.locator('main h1').filter({ hasText: new RegExp(others.map(([, words]) => words).join('|')) });
  await expect(title).toBeVisible();
  const words = await title.innerText();
  return others.find(([, question]) => question === words.trim())[0];
}

export async function chooseWay(page, way) {
  await page.getByLabel(way).check();
}

/** Books for good; answers the person and the reference's nine digits. */
export async function book(page, options) {
  const person = await bookUpTo(page, 'done', options);
  await asks(page, '预约已确认');
  return { ...person, reference: await reference(page) };
}

/** The nine digits on the page. */
export async function reference(page) {
  const digits = (await page.locator('.ref b').first().innerText()).replaceAll(/\D/g, '');
  expect(digits).toMatch(/^\d{9}$/);
  return digits;
}

/** The field, its words for what is wrong, and the summary above say the same. */
export async function expectFault(page, field, words) {
  const summary = page.locator('#errors');
  await expect(summary).toBeVisible();
  await expect(summary).toContainText('您填的内容都还在');
  await expect(summary.getByText(words)).toBeVisible();
  const place = page.locator(`.field, fieldset, div[id]`).filter({ has: page.locator('.err') }).filter({ hasText: words });
  await expect(place.first()).toBeVisible();
  await summary.getByRole('link', { name: words }).click();
  await expect(page.locator(field)).toBeFocused();
}

/** The strip in the frame that says how the network does and what waits. */
export function chip(page) {
  return page.locator('header .chip');
}
