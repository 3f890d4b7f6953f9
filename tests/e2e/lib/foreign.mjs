// A code that is not ours, for a screen that scans whatever it is shown: HTTPS://EXAMPLE.COM/PAY.
const MODULES = [
  '#######.###.#.#...#######',
  '#.....#.....#...#.#.....#',
  '#.###.#.####..##..#.###.#',
  '#.###.#.#...##....#.###.#',
  '#.###.#..##.#.....#.###.#',
  '#.....#.#.###..#..#.....#',
  '#######.#.#.#.#.#.#######',
  '........##...#..#........',
  '.#.#.####..#..#.####.##.#',
  '..#..#.#...###..###.#..##',
  '##...###.##.#####...##.##',
  '##..##.####..#...#.##...#',
  '##.##.##..##..##.####.#..',
  '..###....#..#.###.....###',
  '#.##.##.#..#..#..####..#.',
  '.###.#.#..#.#....#.###...',
  '###.###...#####.#######.#',
  '........#..####.#...#.###',
  '#######.#####.#.#.#.###..',
  '#.....#.##.###.##...#...#',
  '#.###.#...##..#.########.',
  '#.###.#.##.#.#.#.#..##.#.',
  '#.###.#..#.###..#..##.#.#',
  '#.....#.#.###..#.....##.#',
  '#######..#.###.###.####.#',
];

/** Its picture, as PNG, drawn by `page`, which may be any. */
export async function foreignCode(page) {
  const url = await page.evaluate((rows) => {
    const pixels = 8;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = (rows.length + 8) * pixels;
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#000';
    rows.forEach((row, y) => [...row].forEach((module, x) => module === '#' && context.fillRect((x + 4) * pixels, (y + 4) * pixels, pixels, pixels)));
    return canvas.toDataURL('image/png');
  }, MODULES);
  return Buffer.from(url.split(',')[1], 'base64');
}
