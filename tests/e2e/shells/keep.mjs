// Keeps a build as a former release: `node shells/keep.mjs <dist> <commit> <date>`; README.md says when.
import { keep } from '../lib/shells.mjs';

const [dist, commit, made] = process.argv.slice(2);
if (!dist || !/^[0-9a-f]{7,40}$/.test(commit ?? '') || !/^\d{4}-\d\d-\d\d/.test(made ?? '')) {
  console.error('usage: node shells/keep.mjs <folder of the build> <its commit> <its date, as git log --format=%cI says it>');
  process.exit(1);
}
for (const shell of keep(dist, commit, made)) console.log(`${shell.made}  ${shell.build}  ${shell.commit}`);
