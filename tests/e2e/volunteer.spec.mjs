// Volunteers: register, see, change, withdraw, with a network and without.
import { asks, chip, drawn, fillPerson, open, press } from './lib/app.mjs';
import { expect, siteTest, test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { Api } from './lib/api.mjs';
import { actionsSent, bringsAction } from './lib/sending.mjs';
import { kept } from './lib/vault.mjs';
import { register, volunteerUpTo } from './lib/volunteer.mjs';

async function openMine(page) {
  await open(page, '/volunteer');
  await page.locator('main a[href^="/volunteer/0"]').first().click();
}

test('register, see, change, withdraw', async ({ page }) => {
  const person = await register(page);
  const number = await page.locator('.ref b').innerText();
  expect(number.replaceAll(/\D/g, '')).toMatch(/^\d{9}$/);
  for (const words of [person.name, '调解员', '兵教员', '医疗急救', '周末', '凤鸣路社区']) {
    await expect(page.locator('main')).toContainText(words);
  }

  await openMine(page);
  await press(page, '修改登记');
  await asks(page, '看看对不对');
  await page.getByRole('link', { name: /修改.*愿意做的事/ }).click();
  await expect(page.getByLabel('调解员')).toBeChecked();
  await page.getByLabel('网格员').check();
  await page.getByLabel('调解员').uncheck();
  await press(page, '改好了');
  await press(page, '提交修改');
  await expect(page.locator('main')).toContainText('网格员');
  await page.reload();
  await drawn(page);
  await expect(page.locator('dl.sum')).toContainText('网格员');
  await expect(page.locator('dl.sum')).not.toContainText('调解员');
  expect(await page.locator('.ref b').innerText(), 'a change keeps the number').toBe(number);

  await openMine(page);
  await press(page, '退出志愿服务');
  await press(page, '先不退出');
  await press(page, '退出志愿服务');
  await page.locator('.ask').getByRole('button', { name: '退出志愿服务' }).click();
  await expect(page.locator('main')).toContainText('已退出');
  await expect(page.locator('main')).not.toContainText(person.name);
  await page.reload();
  await drawn(page);
  await expect(page.locator('main')).toContainText('已退出');
  await expect(page.locator('main'), 'nor after a reload').not.toContainText(person.mobile);
});

test('back and reload keep what was answered', async ({ page }) => {
  await volunteerUpTo(page, 'contact');
  await fillPerson(page, { name: '归队的人', mobile: '13812345678', note: '有货车驾照' });
  await page.reload();
  await asks(page, '怎么联系您？');
  await expect(page.getByLabel(/姓名/)).toHaveValue('归队的人');
  await expect(page.getByLabel(/想说的话/)).toHaveValue('有货车驾照');
  await page.goBack();
  await asks(page, '您什么时候有空？');
  await expect(page.getByLabel('周末')).toBeChecked();
  await press(page, '上一步');
  await expect(page.getByLabel('兵教员')).toBeChecked();
});

test('what is missing is said at the question', async ({ page }) => {
  await open(page, '/volunteer/join');
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请选一个地方。');
  await volunteerUpTo(page, 'roles');
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请至少选一个想参加的岗位。');
  await page.getByLabel('信息员').check();
  await press(page, '下一步');
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请至少选一个您方便的时间。');
  await page.getByLabel('应急时随叫随到').check();
  await press(page, '下一步');
  await fillPerson(page, { name: '', mobile: '1381234567' });
  await press(page, '下一步');
  await expect(page.locator('#errors').getByRole('link')).toHaveText(['请填写姓名。', '手机号应为 11 位数字，您填了 10 位。', '请先阅读并同意个人信息处理告知。', '敏感个人信息要您单独同意，请再勾选一项。']);
});

siteTest('registered offline: kept, sent once when the network is back', async ({ page, context, site: { proxy } }) => {
  await open(page, '/');
  await installed(page);
  await page.close();
  proxy.goOffline();
  await context.setOffline(true);
  const later = await context.newPage();
  const person = await volunteerUpTo(later, 'done');
  await expect(later.locator('main h1')).toContainText('已存本机');
  await expect(later.locator('body')).not.toContainText('登记好了');
  await expect(chip(later)).toContainText('1 项待发送');
  await later.reload();
  await drawn(later);
  await expect(later.locator('main')).toContainText(person.name);
  expect(actionsSent(proxy)).toHaveLength(0);

  proxy.comeBack();
  await context.setOffline(false);
  await openMine(later);
  await expect(later.locator('main')).toContainText('已登记', { timeout: 120_000 });
  await expect(chip(later)).not.toContainText('待发送');
  expect(new Set(actionsSent(proxy)).size).toBe(1);
});

siteTest('the answer to a registration is lost: sent again, registered once', async ({ page, site: { proxy, api } }) => {
  await volunteerUpTo(page, 'check');
  const lost = proxy.loseAnswers(bringsAction);
  await press(page, '提交登记');
  await lost;
  await expect(page.locator('main h1')).toHaveText('登记好了，欢迎归队', { timeout: 120_000 });
  const sent = actionsSent(proxy);
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent).size, 'always the same').toBe(1);
  const [[key, { secret }]] = Object.entries((await kept(page)).records);
  const said = await new Api(api.url, secret).ask('GET', `/api/v1/volunteers/${key.slice(2)}`);
  expect(said.json, said.text).toMatchObject({ state: 'registered', version: 1 });
});
