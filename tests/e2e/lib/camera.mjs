// A phone whose camera looks at pictures: a browser of its own that plays a film instead of a camera.
import { chromium as engine } from '@playwright/test';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, flags, need } from './env.mjs';

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES_A_SECOND = 10;

/** A device that is a camera, and a person who always says yes. */
const CAMERA = '--use-fake-device-for-media-stream';
const YES = '--use-fake-ui-for-media-stream';

/** Starts a browser with a camera that sees the pictures (PNG), each for a second and a half, over and over. */
export async function browserSeeing(page, pictures, { allow = true } = {}) {
  const film = await filmOf(page, pictures);
  const args = [...flags, CAMERA, `--use-file-for-fake-video-capture=${film}`];
  return engine.launch({ executablePath: chromium, args: allow ? [...args, YES] : args });
}

/** Writes the film; answers its path. The pictures are drawn by `page`, which may be any. */
async function filmOf(page, pictures) {
  mkdirSync(need('VS_WORK_DIR'), { recursive: true });
  const path = join(mkdtempSync(join(need('VS_WORK_DIR'), 'film-')), 'camera.y4m');
  const parts = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n`)];
  for (const picture of pictures) {
    const frame = await frameOf(page, picture);
    for (let count = 0; count < FRAMES_A_SECOND * 1.5; count += 1) parts.push(frame);
  }
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** A frame: the picture held before the camera, a little askew and on a grey desk; no colours. */
async function frameOf(page, picture) {
  const grey = await page.evaluate(draw, { url: `data:image/png;base64,${picture.toString('base64')}`, width: WIDTH, height: HEIGHT });
  const colourless = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  return Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey, 'base64'), colourless]);
}

/** In the page: the picture's shades of grey, as base64. */
async function draw({ url, width, height }) {
  // Not by its address: the page's policy lets it fetch from its own server only.
  const bytes = Uint8Array.from(atob(url.split(',')[1]), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  context.fillStyle = '#777';
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.rotate(0.05);
  const side = height * 0.9;
  context.drawImage(image, -side / 2, -side / 2, side, side);
  const { data } = context.getImageData(0, 0, width, height);
  let grey = '';
  for (let at = 0; at < data.length; at += 4) grey += String.fromCharCode((data[at] * 77 + data[at + 1] * 150 + data[at + 2] * 29) >> 8);
  return btoa(grey);
}
