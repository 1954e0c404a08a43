// Checks the workflows: those for users, and the project's own.
import { join } from 'node:path';
import { deploy, files, name, project, yaml } from './files.mjs';
import { check, finish } from './report.mjs';
import { checkScripts, checkWorkflow } from './workflows.mjs';

for (const path of [...files(join(deploy, 'github-workflows'), '.yml'), ...files(join(project, '.github/workflows'), '.yml')]) {
  await check(`Workflow: ${name(path)}`, () => checkWorkflow(path));
}
await check('Workflows: their scripts do what they say', () => checkScripts(path => yaml(join(deploy, 'github-workflows', path))[0]));
finish();
