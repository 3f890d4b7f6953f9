// The shells of former releases, as phones that have not been opened for months still run them. `shells/README.md` says how they
// are kept; here they are packed, and unpacked into a folder that a server can serve.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { need } from './env.mjs';
import { readManifest } from './next-build.mjs';

const HOME = fileURLToPath(new URL('../shells/', import.meta.url));
/** N-1 and N-2. */
const KEPT = 2;
/** Home-screen icons, which no journey looks at. */
const LEFT_OUT = /\.png$/;

/** The shells that are kept, the newest first: `{ build, commit, made }` and what the manifest said. */
export function shells() {
  const folders = readdirSync(HOME, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = folders.map(({ name }) => JSON.parse(readFileSync(join(HOME, name, 'shell.json'), 'utf8')));
  return all.sort((one, other) => other.made.localeCompare(one.made));
}

/** Writes the files of a kept shell into a fresh folder, with the manifest that the server reads. Answers the folder. */
export function unpack({ build, csp_style, assets }) {
  mkdirSync(need('VS_WORK_DIR'), { recursive: true });
  const target = mkdtempSync(join(need('VS_WORK_DIR'), 'shell-'));
  const all = brotliDecompressSync(readFileSync(join(HOME, build, 'files.br')));
  let at = 0;
  for (const { path, bytes } of assets) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, all.subarray(at, at + bytes));
    at += bytes;
  }
  if (at !== all.length) throw new Error(`${build}: ${all.length - at} bytes that no file claims`);
  writeFileSync(join(target, 'manifest.json'), JSON.stringify({ build, csp_style, assets }));
  return target;
}

/** Keeps the build in `dist` as the newest of the shells, and drops those that are too old. Answers what is kept now. */
export function keep(dist, commit, made) {
  const { build, csp_style, assets } = readManifest(dist);
  const folder = join(HOME, build);
  if (existsSync(folder)) throw new Error(`${build} is kept already`);
  const wanted = assets.filter(({ path }) => !LEFT_OUT.test(path));
  const all = Buffer.concat(wanted.map(({ path }) => readFileSync(join(dist, path))));
  const packed = brotliCompressSync(all, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: all.length },
  });
  mkdirSync(folder);
  writeFileSync(join(folder, 'files.br'), packed);
  // Served without their brotli form: a journey measures nothing.
  const listed = wanted.map((asset) => ({ ...asset, brotli: null }));
  writeFileSync(join(folder, 'shell.json'), `${JSON.stringify({ build, commit, made, csp_style, assets: listed }, null, 1)}\n`);
  for (const { build: old } of shells().slice(KEPT)) rmSync(join(HOME, old), { recursive: true });
  return shells();
}
