// Registering as a volunteer, one question a page.
import { expect } from '@playwright/test';
import { asks, consent, fillPerson, open, press } from './app.mjs';
import { aPerson } from './people.mjs';

/** Each question, and how it is answered. */
const FORM = {
  where: ['您想在哪里服务？', (page) => chooseStation(page, 'fmlsq', /凤鸣路社区/)],
  skills: ['您有什么特长？', (page) => page.getByLabel('医疗急救').check()],
  roles: ['您愿意做哪些事？', (page) => page.getByLabel('调解员').check().then(() => page.getByLabel('兵教员').check())],
  times: ['您什么时候有空？', (page) => page.getByLabel('周末').check()],
  contact: ['怎么联系您？', (page, person) => fillPerson(page, person).then(() => consent(page))],
  check: ['看看对不对', () => {}],
};

/** The questions, in order. */
export const VOLUNTEER_STEPS = Object.keys(FORM);

/** Finds a station by what is typed, and chooses it. */
export async function chooseStation(page, typed, name) {
  await page.locator('#station-q').fill(typed);
  await page.locator('button.row', { hasText: name }).first().click();
  await expect(page.locator('.opt.on')).toBeVisible();
}

/** Walks the form up to the question `until`, which stays unanswered; answers the person. */
export async function volunteerUpTo(page, until, { person = aPerson() } = {}) {
  await open(page, '/volunteer/join');
  for (const [step, [question, answer]] of Object.entries(FORM)) {
    await asks(page, question);
    if (step === until) return person;
    await answer(page, person);
    await press(page, step === 'check' ? '提交登记' : '下一步');
  }
  return person;
}

/** Registers for good. */
export async function register(page, options) {
  const person = await volunteerUpTo(page, 'done', options);
  await asks(page, '登记好了，欢迎归队');
  return person;
}
