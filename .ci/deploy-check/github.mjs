// Checks the workflows: those for users, and the project's own.
import { join } from 'node:path';
import { deploy, files, name, project, yaml } from './files.mjs';
import { check, finish } from './report.mjs';
import { checkBuildScripts } from './build-scripts.mjs';
import { checkDatabaseScripts } from './database-scripts.mjs';
import { checkWorkflow } from './workflows.mjs';

for (const path of [...files(join(deploy, 'github-workflows'), '.yml'), ...files(join(project, '.github/workflows'), '.yml')]) {
  await check(`Workflow: ${name(path)}`, () => checkWorkflow(path));
}
const workflow = path => yaml(join(deploy, 'github-workflows', path))[0];
await check('Workflows: what touches the database does what it says', () => checkDatabaseScripts(workflow));
await check('Workflows: what makes and unmakes does what it says', () => checkBuildScripts(workflow));
finish();
