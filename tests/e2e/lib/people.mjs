// People who never existed, each only once in a run.
const SURNAMES = '赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹'.split('');
const GIVEN = '建国志强卫东红军解放援朝胜利和平永安长江山河春夏秋冬勇刚毅明德仁义信诚'.split('');

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/** A name of two to four characters. */
export function aName() {
  return pick(SURNAMES) + pick(GIVEN) + pick(GIVEN) + pick(GIVEN);
}

/** A mobile number of eleven digits that begins with 199. */
export function aMobile() {
  return '199' + String(Math.floor(Math.random() * 1e8)).padStart(8, '0');
}

export function aPerson() {
  return { name: aName(), mobile: aMobile() };
}
