// Writes every script of the workflows for users into a directory, one file each.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deploy, files, yaml } from './files.mjs';

const [, , directory] = process.argv;
for (const path of files(join(deploy, 'github-workflows'), '.yml')) {
  for (const [id, job] of Object.entries(yaml(path)[0].jobs)) {
    (job.steps ?? []).forEach((step, index) => {
      if (step.run) {
        writeFileSync(join(directory, `${basename(path, '.yml')}-${id}-${index}.sh`), `set -eo pipefail\n${step.run}`);
      }
    });
  }
}
