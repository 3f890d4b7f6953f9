// The build that follows: the same app with other bytes and therefore other names, as if something had been changed in it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { need } from './env.mjs';

const MARK = 'the next build';
const TEXT = /\.(html|js|css|json|webmanifest)$/;
/** `/assets/app-d3914b42bf.wasm`: what stands between the last dash and the dot names the content. */
const HASHED = /-([0-9a-f]{10})\.\w+$/;

function digest(data) {
  return createHash('sha256').update(data).digest('hex');
}

export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}

/** The app's own script: its page cannot start without it. */
const SCRIPT = /^\/assets\/app-[^/]*\.js$/;

/** Runs before the app: it then opens the storage at the version after its own, which has one table more. */
const NEWER_SCHEMA = `{
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, version) {
    if (name !== 'veterans-station' || version === undefined) return open.apply(this, arguments);
    const opening = open.call(this, name, version + 1);
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('later'));
    return opening;
  };
}
`;

/**
 * Writes the build that follows the one in `folder`: every file with a hashed name gets another name and a harmless addition.
 * `lacking` leaves a file out of the manifest, so that the server refuses it; `newerSchema`: it keeps its data in a schema after
 * the present one. Answers `{ folder, build, paths }`.
 */
export function nextBuild(folder = need('VS_SPA_DIR'), { lacking = null, newerSchema = false } = {}) {
  const manifest = readManifest(folder);
  const names = new Map([[manifest.build, digest(manifest.build + MARK).slice(0, 16)]]);
  for (const { path, immutable } of manifest.assets) {
    const hash = immutable && path.match(HASHED)?.[1];
    if (hash) names.set(hash, digest(hash + MARK).slice(0, 10));
  }
  const renamed = (text) => [...names].reduce((all, [before, after]) => all.replaceAll(before, after), text);
  mkdirSync(need('VS_WORK_DIR'), { recursive: true });
  const target = mkdtempSync(join(need('VS_WORK_DIR'), 'build-'));
  const assets = manifest.assets.map((asset) => {
    const source = readFileSync(join(folder, asset.path));
    const text = TEXT.test(asset.path) ? Buffer.from(renamed(source.toString('utf8'))) : source;
    const begun = newerSchema && SCRIPT.test(asset.path) ? Buffer.concat([Buffer.from(NEWER_SCHEMA), text]) : text;
    const data = asset.immutable ? added(asset.path, begun) : begun;
    return write(target, { ...asset, path: renamed(asset.path) }, data);
  });
  const listed = assets.filter(({ path }) => !(lacking && path.includes(lacking)));
  const build = names.get(manifest.build);
  writeFileSync(join(target, 'manifest.json'), JSON.stringify({ ...manifest, build, link: (manifest.link ?? []).map(renamed), assets: listed }));
  return { folder: target, build, paths: assets.map(({ path }) => path) };
}

/** Something that changes the bytes and nothing else: a comment, or a custom section. */
function added(path, data) {
  if (path.endsWith('.js') || path.endsWith('.css')) return Buffer.concat([data, Buffer.from(`\n/*${MARK}*/`)]);
  if (!path.endsWith('.wasm')) return data;
  const name = Buffer.from(MARK);
  return Buffer.concat([data, Buffer.from([0, name.length + 1, name.length]), name]);
}

function write(folder, asset, data) {
  const file = join(folder, asset.path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, data);
  let brotli = null;
  if (asset.brotli !== null) {
    const packed = brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    writeFileSync(`${file}.br`, packed);
    brotli = packed.length;
  }
  return { ...asset, bytes: data.length, brotli, sha256: digest(data) };
}
